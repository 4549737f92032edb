-- Papers that nobody had to hand in again, summed by district and month of the hand-in, so that the rate of a city is a
-- few hundred rows to read however many applications it has had. Filled once from the states that are there already
-- (store::settle_savings), rebuilt by `zhupi replay --verify`.
CREATE TABLE paper_saving (
    district  TEXT NOT NULL,
    month     INTEGER NOT NULL,  -- 202611, of the city's calendar
    hand_ins  BIGINT NOT NULL,
    needed    BIGINT NOT NULL,   -- papers that the items wanted, each item's counted for itself
    saved     BIGINT NOT NULL,   -- of these, what nobody had to bring
    reused    BIGINT NOT NULL,   -- of the saved: in the project's file already, as a paper or a result
    by_system BIGINT NOT NULL,   -- of the saved: written from the form or fetched from a register
    later     BIGINT NOT NULL,   -- of the saved: results of items of the same hand-in
    PRIMARY KEY (district, month)
);
