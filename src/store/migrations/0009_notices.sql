-- Reminders and supervision. A notice is what one person is told once about one occasion; a delivery is one way of telling
-- it. Warnings and orders are derived from the log; findings are the radar's reading of it.

CREATE TABLE notice (
    id          BIGINT PRIMARY KEY,
    person      BIGINT NOT NULL,
    kind        TEXT NOT NULL,        -- city/notices
    subject     TEXT NOT NULL,        -- "case/12", "project/3", "order/4"
    round       BIGINT NOT NULL,      -- tells occasions of one kind apart: the event's place in the log
    at          BIGINT NOT NULL,
    project     BIGINT NOT NULL,
    application BIGINT NOT NULL,
    case_id     BIGINT NOT NULL,
    detail      TEXT NOT NULL,        -- JSON: words of the occasion that no row keeps
    overtaken   INTEGER NOT NULL,
    read_at     BIGINT
);
CREATE UNIQUE INDEX notice_once ON notice (person, subject, kind, round);
CREATE INDEX notice_person ON notice (person, id);
CREATE INDEX notice_unread ON notice (person, id) WHERE read_at IS NULL;

CREATE TABLE notice_delivery (
    id         BIGINT PRIMARY KEY,
    notice     BIGINT NOT NULL,
    person     BIGINT NOT NULL,
    channel    TEXT NOT NULL,         -- email, sms, wechat, push
    kind       TEXT NOT NULL,
    state      TEXT NOT NULL,         -- waiting, sending, accepted, delivered, failed, given_up, unknown, overtaken
    digest     INTEGER NOT NULL,      -- goes with others in one message
    batch      BIGINT NOT NULL,       -- the first delivery of the message it went with; 0 before
    attempts   INTEGER NOT NULL,      -- begun
    next_at    BIGINT NOT NULL,       -- when it is tried; of one being sent, when it is taken for lost
    provider   TEXT NOT NULL,         -- the provider's number for it
    problem    TEXT NOT NULL,         -- of the last attempt
    at         BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX notice_delivery_once ON notice_delivery (notice, channel);
CREATE INDEX notice_delivery_due ON notice_delivery (channel, next_at, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX notice_delivery_asked ON notice_delivery (channel, changed_at, id) WHERE state = 'accepted';
CREATE INDEX notice_delivery_batch ON notice_delivery (batch) WHERE batch > 0;
CREATE INDEX notice_delivery_state ON notice_delivery (state, id);
CREATE INDEX notice_delivery_channel ON notice_delivery (channel, id);
CREATE INDEX notice_delivery_channel_state ON notice_delivery (channel, state, id);
CREATE INDEX notice_delivery_figures ON notice_delivery (channel, state, changed_at);
CREATE INDEX notice_delivery_person ON notice_delivery (person, id);

-- Personal data, outside the log.
CREATE TABLE notice_preference (
    person     BIGINT PRIMARY KEY,
    language   TEXT NOT NULL,         -- zh, en
    quiet_from INTEGER NOT NULL,      -- minute of the day; -1: no quiet hours
    quiet_to   INTEGER NOT NULL,
    digest     INTEGER NOT NULL       -- minute of the day at which reminders go out together; -1: each at once
);
CREATE TABLE notice_channel (
    person      BIGINT NOT NULL,
    channel     TEXT NOT NULL,
    enabled     INTEGER NOT NULL,
    address     TEXT NOT NULL,        -- confirmed by its owner
    pending     TEXT NOT NULL,        -- waits for its code
    code_digest TEXT NOT NULL,
    code_at     BIGINT NOT NULL,
    code_tries  INTEGER NOT NULL,
    PRIMARY KEY (person, channel)
);

CREATE TABLE supervision_warning (
    case_id BIGINT NOT NULL,
    phase   INTEGER NOT NULL,         -- 1 until acceptance, 2 until the decision, 3 a special procedure
    step    TEXT NOT NULL,            -- supervision/warnings.yaml
    at      BIGINT NOT NULL,
    due     INTEGER NOT NULL,         -- day number, as it stood then
    seq     BIGINT NOT NULL,          -- of the event
    PRIMARY KEY (case_id, phase, step)
);
CREATE UNIQUE INDEX supervision_warning_seq ON supervision_warning (seq);

CREATE TABLE supervision_order (
    id          BIGINT PRIMARY KEY,
    number      TEXT NOT NULL,
    kind        TEXT NOT NULL,        -- order, onsite, efficiency
    department  TEXT NOT NULL,
    project     BIGINT NOT NULL,
    case_id     BIGINT NOT NULL,
    finding     BIGINT NOT NULL,      -- of the radar; 0: none
    text        TEXT NOT NULL,
    issued_by   BIGINT NOT NULL,
    issued_at   BIGINT NOT NULL,
    due         INTEGER NOT NULL,     -- day number
    state       TEXT NOT NULL,        -- open, answered, closed
    overdue     INTEGER NOT NULL,
    answer      TEXT NOT NULL,
    answered_by BIGINT NOT NULL,
    answered_at BIGINT,
    conclusion  TEXT NOT NULL,
    closed_by   BIGINT NOT NULL,
    closed_at   BIGINT,
    rounds      INTEGER NOT NULL      -- answers that were sent back
);
CREATE UNIQUE INDEX supervision_order_number ON supervision_order (number);
CREATE INDEX supervision_order_state ON supervision_order (state, id);
CREATE INDEX supervision_order_department ON supervision_order (department, id);
CREATE INDEX supervision_order_case ON supervision_order (case_id, id);
CREATE INDEX supervision_order_due ON supervision_order (due, id) WHERE state = 'open' AND overdue = 0;

CREATE TABLE radar_finding (
    id         BIGINT PRIMARY KEY,
    pattern    TEXT NOT NULL,         -- supervision/radar.yaml
    subject    TEXT NOT NULL,         -- what tells one finding of a pattern from another
    case_id    BIGINT NOT NULL,
    project    BIGINT NOT NULL,
    department TEXT NOT NULL,
    district   TEXT NOT NULL,
    person     BIGINT NOT NULL,       -- 0: nobody in particular
    at         BIGINT NOT NULL,       -- of the act
    evidence   TEXT NOT NULL,         -- JSON
    judgement  TEXT NOT NULL,         -- '', confirmed, dismissed
    note       TEXT NOT NULL,
    judged_by  BIGINT NOT NULL,
    judged_at  BIGINT
);
CREATE UNIQUE INDEX radar_finding_once ON radar_finding (pattern, subject);
CREATE INDEX radar_finding_department ON radar_finding (department, id);
CREATE INDEX radar_finding_judgement ON radar_finding (judgement, id);
CREATE INDEX radar_finding_case ON radar_finding (case_id, id);
CREATE TABLE radar_closing (
    person  BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    PRIMARY KEY (person, at, case_id)
);
