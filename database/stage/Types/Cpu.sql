/*  What the collector Cpu hands over: records of the scheduler monitor, one a minute, with their time
    computed on the watched server (UTC).  */
CREATE TYPE stage.Cpu AS TABLE
(
    RecordAt   datetime2(3)   NULL,
    RecordText nvarchar(3072) NULL
);
