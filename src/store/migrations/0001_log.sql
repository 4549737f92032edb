-- The log, and what every command leans on.

CREATE TABLE event (
    seq     BIGINT PRIMARY KEY,
    stream  TEXT NOT NULL,
    version BIGINT NOT NULL,
    type    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    actor   TEXT NOT NULL,
    basis   TEXT NOT NULL,
    payload TEXT NOT NULL,
    hash    TEXT NOT NULL
);
CREATE UNIQUE INDEX event_stream ON event (stream, version);
CREATE INDEX event_type ON event (type, seq);

CREATE TABLE log_head (
    id   INTEGER PRIMARY KEY,
    seq  BIGINT NOT NULL,
    hash TEXT NOT NULL
);

CREATE TABLE sequence (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE idempotency (
    key            TEXT NOT NULL,
    user_id        BIGINT NOT NULL,
    request_digest TEXT NOT NULL,
    answer         TEXT NOT NULL,
    at             BIGINT NOT NULL,
    PRIMARY KEY (key, user_id)
);
CREATE INDEX idempotency_at ON idempotency (at);

-- Where each reader of the log has got to.
CREATE TABLE reader_place (
    reader TEXT PRIMARY KEY,
    seq    BIGINT NOT NULL
);

-- Finished uploads on their way into a project's file, and what the folder of contents holds.
CREATE TABLE blob (
    sha256     TEXT PRIMARY KEY,
    sm3        TEXT NOT NULL,
    size       BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    at         BIGINT NOT NULL
);
CREATE TABLE upload (
    id     TEXT PRIMARY KEY,
    person BIGINT NOT NULL,
    name   TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    at     BIGINT NOT NULL
);
