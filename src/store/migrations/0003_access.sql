-- People, companies and sessions. Names, telephone numbers and user names are personal data: they are here and not in
-- the log, which knows people by their id only.

CREATE TABLE organisation (
    id          BIGINT PRIMARY KEY,
    name        TEXT NOT NULL,
    credit_code TEXT NOT NULL
);
CREATE UNIQUE INDEX organisation_credit_code ON organisation (credit_code);

CREATE TABLE person (
    id            BIGINT PRIMARY KEY,
    username      TEXT NOT NULL,
    name          TEXT NOT NULL,
    phone         TEXT NOT NULL,
    department    TEXT NOT NULL,
    organisation  BIGINT NOT NULL,
    grants        TEXT NOT NULL,     -- JSON
    roles         TEXT NOT NULL,     -- ",officer,reviewer,": for the filter of the list
    password      TEXT NOT NULL,     -- PHC string, argon2id
    enabled       INTEGER NOT NULL,
    must_change   INTEGER NOT NULL,
    totp_secret   TEXT NOT NULL,     -- base32; empty: no one-time codes
    totp_used     BIGINT NOT NULL,   -- the last step whose code was taken (RFC 6238 §5.2)
    last_sign_in  BIGINT
);
CREATE UNIQUE INDEX person_username ON person (username);
CREATE INDEX person_department ON person (department, id);
CREATE INDEX person_organisation ON person (organisation, id);

CREATE TABLE session (
    token_digest TEXT PRIMARY KEY,   -- SHA-256 of the cookie
    person       BIGINT NOT NULL,
    csrf         TEXT NOT NULL,
    started_at   BIGINT NOT NULL,
    seen_at      BIGINT NOT NULL
);
CREATE INDEX session_person ON session (person);

-- Wrong passwords in a row, by SHA-256 of the name that was typed: names that nobody has are counted and locked as those
-- that somebody has, so that a lock tells no stranger who works here.
CREATE TABLE sign_in_attempt (
    name_digest  TEXT PRIMARY KEY,
    failures     INTEGER NOT NULL,
    at           BIGINT NOT NULL,    -- of the last one
    locked_until BIGINT
);
CREATE INDEX sign_in_attempt_at ON sign_in_attempt (at);
