-- States of the aggregates, and what lists read. Everything here except drafts, forms and contacts can be rebuilt from
-- the log: `zhupi replay --verify` does so and compares.

CREATE TABLE project_state (
    id      BIGINT PRIMARY KEY,
    version BIGINT NOT NULL,
    state   TEXT NOT NULL
);
CREATE TABLE application_state (
    id      BIGINT PRIMARY KEY,
    project BIGINT NOT NULL,
    version BIGINT NOT NULL,
    state   TEXT NOT NULL
);
CREATE INDEX application_state_project ON application_state (project, id);

CREATE TABLE project_row (
    id            BIGINT PRIMARY KEY,
    organisation  BIGINT NOT NULL,
    code          TEXT NOT NULL,
    name          TEXT NOT NULL,
    flow          TEXT NOT NULL,
    district      TEXT NOT NULL,
    stage         INTEGER NOT NULL,
    completed     INTEGER NOT NULL,
    investment    BIGINT NOT NULL,  -- ten-thousandths of 万元
    registered_at BIGINT NOT NULL,
    longitude     BIGINT,           -- millionths of a degree
    latitude      BIGINT,
    papers_needed INTEGER NOT NULL,
    papers_saved  INTEGER NOT NULL,
    search        TEXT NOT NULL
);
CREATE UNIQUE INDEX project_row_code ON project_row (code);
CREATE INDEX project_row_organisation ON project_row (organisation, id);
CREATE INDEX project_row_stage ON project_row (completed, stage, id);

CREATE TABLE case_row (
    id           BIGINT PRIMARY KEY,
    application  BIGINT NOT NULL,
    project      BIGINT NOT NULL,
    organisation BIGINT NOT NULL,
    number       TEXT NOT NULL,
    item         TEXT NOT NULL,
    department   TEXT NOT NULL,
    district     TEXT NOT NULL,
    stage        INTEGER NOT NULL,
    status       TEXT NOT NULL,
    desk         TEXT NOT NULL,
    handler      BIGINT NOT NULL,   -- 0: nobody
    is_open      INTEGER NOT NULL,
    filed_at     BIGINT NOT NULL,
    received_at  BIGINT,
    accepted_at  BIGINT,
    ended_at     BIGINT,
    clock        TEXT NOT NULL,     -- the ledger, as JSON
    statutory    TEXT NOT NULL,
    due          BIGINT NOT NULL,   -- day number; 2147483647: none
    turn         TEXT NOT NULL,     -- the running wait, as JSON
    party        TEXT NOT NULL,
    used         INTEGER NOT NULL,
    late         INTEGER NOT NULL,
    counts       INTEGER NOT NULL,
    budget       INTEGER NOT NULL
);
-- One index per kind of work list, over open cases only: they stay small however long the city lives.
CREATE INDEX case_row_open ON case_row (due, id) WHERE is_open = 1;
CREATE INDEX case_row_department_open ON case_row (department, due, id) WHERE is_open = 1;
CREATE INDEX case_row_handler_open ON case_row (handler, due, id) WHERE is_open = 1;
CREATE INDEX case_row_status_open ON case_row (status, due, id) WHERE is_open = 1;
CREATE INDEX case_row_done ON case_row (ended_at, id) WHERE is_open = 0;
CREATE INDEX case_row_department_done ON case_row (department, ended_at, id) WHERE is_open = 0;
CREATE INDEX case_row_department ON case_row (department, id);
CREATE INDEX case_row_project ON case_row (project, id);
CREATE INDEX case_row_organisation ON case_row (organisation, id);
CREATE INDEX case_row_number ON case_row (number);
CREATE INDEX case_row_application ON case_row (application);
CREATE INDEX case_row_filed ON case_row (filed_at);

CREATE TABLE message (
    id           BIGINT PRIMARY KEY,  -- the event's place in the log
    organisation BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    type         TEXT NOT NULL,
    to_do        INTEGER NOT NULL,
    project      BIGINT NOT NULL,
    application  BIGINT NOT NULL,
    case_id      BIGINT NOT NULL
);
CREATE INDEX message_organisation ON message (organisation, id);
CREATE TABLE message_read (
    message BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (message, user_id)
);

-- Personal data, outside the log.
CREATE TABLE submission (
    application BIGINT NOT NULL,
    version     INTEGER NOT NULL,
    content     TEXT NOT NULL,
    PRIMARY KEY (application, version)
);
CREATE TABLE project_contact (
    project BIGINT PRIMARY KEY,
    name    TEXT NOT NULL,
    phone   TEXT NOT NULL
);
CREATE TABLE draft (
    project  BIGINT NOT NULL,
    stage    INTEGER NOT NULL,
    version  BIGINT NOT NULL,
    content  TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (project, stage)
);
