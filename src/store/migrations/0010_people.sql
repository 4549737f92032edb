-- Who acts for whom. Everything here except the columns of organisation and session is derived from the log (streams
-- organisation/N, project/N, person/N) and compared by `zhupi replay --verify`.

ALTER TABLE organisation ADD COLUMN legal_person TEXT NOT NULL DEFAULT '';  -- name: personal data, outside the log

-- An authorisation (授权): `person` may act for `organisation` (kind staff), or a person or another organisation,
-- `holder`, may do so as its agent (kind agent). At most one of person and holder is 0.
CREATE TABLE mandate (
    id           BIGINT PRIMARY KEY,
    organisation BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    person       BIGINT NOT NULL,
    holder       BIGINT NOT NULL,
    powers       TEXT NOT NULL,      -- JSON
    projects     TEXT NOT NULL,      -- JSON; []: all of the organisation's
    valid_from   BIGINT NOT NULL,
    valid_until  BIGINT NOT NULL,    -- the first millisecond after it; 9223372036854775807: none
    state        TEXT NOT NULL,      -- invited, active, declined, revoked
    granted_by   BIGINT NOT NULL,
    granted_at   BIGINT NOT NULL,    -- 0: from before authorisations were kept
    answered_at  BIGINT NOT NULL,    -- 0: not yet
    ended_by     BIGINT NOT NULL,
    ended_at     BIGINT NOT NULL     -- revoked; 0: not
);
CREATE INDEX mandate_organisation ON mandate (organisation, id);
CREATE INDEX mandate_person ON mandate (person, id) WHERE person <> 0;
CREATE INDEX mandate_holder ON mandate (holder, id) WHERE holder <> 0;

-- Until now an applicant belonged to one company and could do everything for it.
INSERT INTO mandate (id, organisation, kind, person, holder, powers, projects, valid_from, valid_until, state,
                     granted_by, granted_at, answered_at, ended_by, ended_at)
SELECT id, organisation, 'staff', id, 0, '["read","file","sign","manage"]', '[]', 0, 9223372036854775807, 'active',
       0, 0, 0, 0, 0
FROM person WHERE organisation <> 0;
INSERT INTO sequence (name, value)
SELECT 'id/mandate', MAX(id) FROM mandate HAVING MAX(id) IS NOT NULL;

ALTER TABLE session ADD COLUMN mandate BIGINT NOT NULL DEFAULT 0;       -- acted under; 0: none
ALTER TABLE session ADD COLUMN via BIGINT NOT NULL DEFAULT 0;           -- the mandate in the agent's own organisation
ALTER TABLE session ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0;  -- the password was given again

-- Who belongs to a project, and how. The condition of every list of an applicant.
CREATE TABLE project_member (
    project      BIGINT NOT NULL,
    organisation BIGINT NOT NULL,
    person       BIGINT NOT NULL,    -- 0: whoever acts for the organisation
    role         TEXT NOT NULL,      -- lead, designer, engineer, contractor, agent, reader, former
    stage_from   INTEGER NOT NULL,   -- the first stage whose cases it sees
    filed_until  BIGINT NOT NULL,    -- sees what was filed until then
    PRIMARY KEY (project, organisation, person, role)
);
CREATE INDEX project_member_organisation ON project_member (organisation, role, project);
INSERT INTO project_member (project, organisation, person, role, stage_from, filed_until)
SELECT id, organisation, 0, 'lead', 0, 9223372036854775807 FROM project_row;

CREATE TABLE owner_change (
    project    BIGINT PRIMARY KEY,
    from_owner BIGINT NOT NULL,
    to_owner   BIGINT NOT NULL,
    department TEXT NOT NULL,        -- that decides
    consented  INTEGER NOT NULL,
    asked_at   BIGINT NOT NULL
);
CREATE INDEX owner_change_to ON owner_change (to_owner, project);
CREATE INDEX owner_change_from ON owner_change (from_owner, project);
CREATE INDEX owner_change_department ON owner_change (department, consented, project);

-- Officers: leave with a substitute, recusal, and which departments hand out cases by themselves.
CREATE TABLE officer_leave (
    id         BIGINT PRIMARY KEY,
    person     BIGINT NOT NULL,
    substitute BIGINT NOT NULL,      -- 0: nobody
    from_at    BIGINT NOT NULL,
    until_at   BIGINT NOT NULL,      -- the first millisecond after it
    ended_at   BIGINT NOT NULL       -- called off or cut short; 0: not
);
CREATE INDEX officer_leave_person ON officer_leave (person, until_at);
CREATE INDEX officer_leave_substitute ON officer_leave (substitute, until_at);

CREATE TABLE recusal (
    id           BIGINT PRIMARY KEY,
    person       BIGINT NOT NULL,
    organisation BIGINT NOT NULL,    -- one of the two
    project      BIGINT NOT NULL,
    declared_at  BIGINT NOT NULL,
    ended_at     BIGINT NOT NULL     -- 0: holds
);
CREATE INDEX recusal_person ON recusal (person, ended_at);

CREATE TABLE assignment_rule (
    department TEXT PRIMARY KEY,
    automatic  INTEGER NOT NULL
);
