-- The tabs of a work list and their counts, each from an index that holds all that is asked: a department of a large city
-- has ten thousand open cases, of which few wait for somebody to take them or lie on a reviewer's desk. SQLite reads the
-- row for every column that a condition names, even where the index's own condition implies it; so these hold them too.

DROP INDEX case_row_department_open;
DROP INDEX case_row_handler_open;
CREATE INDEX case_row_department_open ON case_row (department, due, id, is_open) WHERE is_open = 1;
CREATE INDEX case_row_handler_open ON case_row (handler, due, id, department, is_open) WHERE is_open = 1;
CREATE INDEX case_row_unassigned ON case_row (department, due, id, is_open, handler, status) WHERE is_open = 1 AND handler = 0 AND status IN ('received', 'corrected');
CREATE INDEX case_row_desk ON case_row (department, desk, due, id, is_open) WHERE is_open = 1 AND desk IN ('review', 'approval');
CREATE INDEX case_row_intake ON case_row (department, application, is_open, status) WHERE is_open = 1 AND status = 'filed';
