-- The inbox: what is still asked of an applicant, and until when it was; and secret addresses of calendars.
-- A notice that asks for something is open until an event of the log settles it (store/messages.cpp).

ALTER TABLE message ADD COLUMN stage INTEGER NOT NULL DEFAULT 0;      -- of a stage that may be filed; 0: none
ALTER TABLE message ADD COLUMN left_open INTEGER NOT NULL DEFAULT 0;  -- how many things of it are still asked
ALTER TABLE message ADD COLUMN settled_at BIGINT;
CREATE INDEX message_open ON message (organisation, id) WHERE left_open > 0;
CREATE INDEX message_open_of ON message (project, case_id) WHERE left_open > 0;
-- What was asked and settled before, from the log: stages by their applications, corrections and deferred papers by
-- their answers. Payloads are written by this program only, with their members in a fixed order.
UPDATE message SET left_open = 1 WHERE to_do = 1;
UPDATE message SET stage = CAST(substr((SELECT e.payload FROM event e WHERE e.seq = message.id), 10, 1) AS INTEGER) WHERE type = 'project.stage_opened';
UPDATE message SET settled_at = (SELECT MIN(e.at) FROM event e WHERE e.stream = 'project/' || message.project AND e.seq > message.id AND (e.type = 'project.application_filed' AND e.payload LIKE '%"stage":' || message.stage || ',%' OR e.type = 'project.stage_concluded' AND e.payload = '{"stage":' || message.stage || '}')) WHERE type = 'project.stage_opened';
UPDATE message SET settled_at = (SELECT MIN(e.at) FROM event e WHERE e.stream = 'application/' || message.application AND e.seq > message.id AND e.type = 'case.correction_answered' AND e.payload LIKE '{"caseId":' || message.case_id || ',%') WHERE type = 'case.correction_asked';
UPDATE message SET left_open = (SELECT (length(e.payload) - length(replace(e.payload, '"material":', ''))) / 11 FROM event e WHERE e.seq = message.id) WHERE type = 'case.concluded';
UPDATE message SET to_do = 1 WHERE type = 'case.concluded' AND left_open > 0;
UPDATE message SET left_open = left_open - (SELECT COUNT(*) FROM event e WHERE e.stream = 'application/' || message.application AND e.type = 'case.deferral_supplied' AND e.payload LIKE '{"caseId":' || message.case_id || ',%') WHERE type = 'case.concluded' AND to_do = 1;
UPDATE message SET settled_at = (SELECT MAX(e.at) FROM event e WHERE e.stream = 'application/' || message.application AND e.type = 'case.deferral_supplied' AND e.payload LIKE '{"caseId":' || message.case_id || ',%') WHERE type = 'case.concluded' AND to_do = 1 AND left_open <= 0;
UPDATE message SET settled_at = (SELECT MIN(e.at) FROM event e WHERE e.stream = 'application/' || message.application AND e.type = 'case.revoked' AND e.payload LIKE '{"caseId":' || message.case_id || ',%') WHERE type = 'case.concluded' AND to_do = 1 AND left_open > 0;
UPDATE message SET left_open = 0 WHERE settled_at IS NOT NULL;

CREATE TABLE calendar_feed (
    id           BIGINT PRIMARY KEY,
    person       BIGINT NOT NULL,
    label        TEXT NOT NULL,
    token_digest TEXT NOT NULL,   -- SHA-256 of the address's secret: a stolen database opens no calendar
    made_at      BIGINT NOT NULL,
    used_at      BIGINT,          -- the last time that it was read, to the day
    revoked_at   BIGINT
);
CREATE UNIQUE INDEX calendar_feed_token ON calendar_feed (token_digest);
CREATE INDEX calendar_feed_person ON calendar_feed (person, id) WHERE revoked_at IS NULL;
