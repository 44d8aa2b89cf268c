//! What the engine is handed from outside: decoding requests, personal addresses of links.
