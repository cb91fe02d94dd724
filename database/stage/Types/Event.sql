/*  What a collector of an event file hands over: one row per event, its text as it came.  */
CREATE TYPE stage.Event AS TABLE
(
    FileName   nvarchar(512) NOT NULL,
    FileOffset bigint        NOT NULL,
    EventData  nvarchar(max) NULL
);
