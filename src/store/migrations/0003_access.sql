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
    failures      INTEGER NOT NULL,
    locked_until  BIGINT,
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
