-- Tables whose locks stay those of rows, however many one statement takes: instances and rollup.Fold work in
-- them side by side.
ALTER TABLE rollup.Dirty SET (LOCK_ESCALATION = DISABLE);
