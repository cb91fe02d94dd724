/*  Buckets whose rollup is to be computed anew. Who writes, corrects or deletes values of a series marks
    their five minutes in the same transaction and before the values, by rollup.MarkDirty; rollup.Fold takes
    the marks, and marks hours and days in turn. Some ten thousand rows: an hour or day stays marked until it
    is over.
    A mark that is there already is locked by the save that relies on it, and rollup.Fold passes locked marks
    by; so no value is missed, and neither waits for the other's work. Locks are never escalated
    (Seed/Locks.sql), because instances mark side by side.
    Minutes   5, 60 or 1440  */
CREATE TABLE rollup.Dirty
(
    Minutes  smallint     NOT NULL,
    BucketAt datetime2(3) NOT NULL,
    SeriesId int          NOT NULL,
    CONSTRAINT PK_Dirty PRIMARY KEY CLUSTERED (Minutes, BucketAt, SeriesId),
    CONSTRAINT CK_Dirty_Minutes CHECK (Minutes IN (5, 60, 1440))
);
