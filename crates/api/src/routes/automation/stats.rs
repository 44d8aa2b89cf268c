//! Numbers of the server: what waits, what is stored; retention; a copy of the database.
