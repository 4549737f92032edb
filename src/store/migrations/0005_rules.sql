-- The city's rules: every version that was ever published, from which day each is in force, and what is being edited.
-- A project keeps the version it was registered under, so versions are never removed.

CREATE TABLE rule_version (
    version TEXT PRIMARY KEY,        -- SHA-256 over the files
    files   TEXT NOT NULL            -- JSON: path and text of each
);

CREATE TABLE rule_edition (
    id           BIGINT PRIMARY KEY,
    version      TEXT NOT NULL,
    valid_from   TEXT NOT NULL,      -- a civil date, ISO 8601
    published_at BIGINT NOT NULL,
    published_by BIGINT NOT NULL,    -- 0: came with the city's files
    note         TEXT NOT NULL
);

CREATE TABLE rule_draft (
    path       TEXT PRIMARY KEY,     -- "rules/flow.dmn"
    text       TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by BIGINT NOT NULL
);
