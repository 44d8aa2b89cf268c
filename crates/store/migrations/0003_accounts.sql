-- People, sessions and tokens.
CREATE TABLE accounts_placeholder (id BIGINT);
