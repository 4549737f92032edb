-- What lists show of findings and of conflicts between conditions; both stand in the application's state, and these rows
-- are derived from it.

-- New findings on unchanged content after a department had its say (一次性告知): the authority's fault, and counted.
CREATE TABLE late_finding (
    application BIGINT NOT NULL,
    number      BIGINT NOT NULL,      -- counts those of one application
    case_id     BIGINT NOT NULL,
    project     BIGINT NOT NULL,
    department  TEXT NOT NULL,
    noted_at    BIGINT NOT NULL,
    reason      TEXT NOT NULL,        -- overlooked, law_changed, new_information, follows_from_change
    PRIMARY KEY (application, number)
);
CREATE INDEX late_finding_noted ON late_finding (noted_at, application, number);
CREATE INDEX late_finding_department ON late_finding (department, noted_at);

-- Conflicts that a lead department has to settle; a settled one leaves no row.
CREATE TABLE open_conflict (
    application BIGINT NOT NULL,
    number      BIGINT NOT NULL,      -- of the conflict in its application
    project     BIGINT NOT NULL,
    lead        TEXT NOT NULL,        -- the department that settles it
    found_at    BIGINT NOT NULL,
    certain     BIGINT NOT NULL,      -- 0: to be looked at
    PRIMARY KEY (application, number)
);
CREATE INDEX open_conflict_lead ON open_conflict (lead, found_at, application, number);
