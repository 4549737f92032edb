-- Where the log ends is what its last event says: one writer at a time needs no row to hold on to.
DROP TABLE log_head;
