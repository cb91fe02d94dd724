/*  What the collector Deadlocks hands over: one row per event of an event file, its text as it came.  */
CREATE TYPE stage.Deadlock AS TABLE
(
    FileName   nvarchar(512) NOT NULL,
    FileOffset bigint        NOT NULL,
    EventData  nvarchar(max) NULL
);
