-- The city's flows as they are drawn (as 0005 for rules), and what runs in them: the edition that an open application
-- follows, when its first timer goes off, and the tasks that other departments have to answer.

CREATE TABLE flow_version (
    version TEXT PRIMARY KEY,
    files   TEXT NOT NULL             -- paths and texts, as JSON
);

CREATE TABLE flow_edition (
    id           BIGINT PRIMARY KEY,  -- counts publications
    version      TEXT NOT NULL,
    valid_from   TEXT NOT NULL,       -- the day of publication
    published_at BIGINT NOT NULL,
    published_by BIGINT NOT NULL,     -- 0: came with the city's files
    note         TEXT NOT NULL
);

CREATE TABLE flow_draft (
    path       TEXT PRIMARY KEY,      -- "flows/stage-1.bpmn"
    text       TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by BIGINT NOT NULL
);

ALTER TABLE application_state ADD COLUMN flow_edition TEXT NOT NULL DEFAULT '';  -- '' once the flow is over
ALTER TABLE application_state ADD COLUMN timer BIGINT;
CREATE INDEX application_state_flow ON application_state (flow_edition, id) WHERE flow_edition <> '';
CREATE INDEX application_state_timer ON application_state (timer, id) WHERE timer IS NOT NULL;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,           -- "calendar"
    value TEXT NOT NULL
);

CREATE TABLE flow_task (
    application BIGINT NOT NULL,
    token       BIGINT NOT NULL,
    case_id     BIGINT NOT NULL,
    project     BIGINT NOT NULL,
    department  TEXT NOT NULL,
    post        TEXT NOT NULL,
    name        TEXT NOT NULL,
    since       BIGINT NOT NULL,
    due         BIGINT NOT NULL,      -- milliseconds; 9223372036854775807: none
    PRIMARY KEY (application, token)
);
CREATE INDEX flow_task_department ON flow_task (department, due, application, token);
