-- The tabs of a work list and their counts, each from an index that holds nothing else: a department of a large city has
-- ten thousand open cases, of which few wait for somebody to take them or lie on a reviewer's desk.

CREATE INDEX case_row_unassigned ON case_row (department, due, id) WHERE is_open = 1 AND handler = 0 AND status IN ('received', 'corrected');
CREATE INDEX case_row_desk ON case_row (department, desk, due, id) WHERE is_open = 1 AND desk IN ('review', 'approval');
CREATE INDEX case_row_intake ON case_row (department, application) WHERE is_open = 1 AND status = 'filed';
