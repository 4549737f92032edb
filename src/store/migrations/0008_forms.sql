-- Parts of a stage's form that one person fills in and signs (the designer, the engineer), until the stage is handed in;
-- then what was signed stands beside the hand-in. Like drafts and form values these rows are kept outside the log's
-- states; who gave and signed what is in the log.

CREATE TABLE form_part (
    project       BIGINT NOT NULL,
    stage         INTEGER NOT NULL,
    section       TEXT NOT NULL,     -- a heading of the form: "planning"
    person        BIGINT NOT NULL,   -- who fills it in and signs
    given_by      BIGINT NOT NULL,
    given_at      BIGINT NOT NULL,
    signed_at     BIGINT,
    signed_digest TEXT NOT NULL,     -- of the part's values when it was signed; '' before
    PRIMARY KEY (project, stage, section)
);

CREATE TABLE signed_part (
    application BIGINT NOT NULL,
    version     INTEGER NOT NULL,    -- of the hand-in
    section     TEXT NOT NULL,
    person      BIGINT NOT NULL,
    signed_at   BIGINT NOT NULL,
    digest      TEXT NOT NULL,
    PRIMARY KEY (application, version, section)
);
