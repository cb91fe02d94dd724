/*  What the collector FileIo hands over: one row per open database file, with its
    counters since SQL Server was started.
    FileName and PhysicalName are NULL where the login may not see them; DatabaseName where
    the database is gone meanwhile.
    SampleMs counts from the start of the computer. PendingCount: requests that
    Windows has not answered yet.  */
CREATE TYPE stage.FileIo AS TABLE
(
    DatabaseId   int           NULL,
    FileId       int           NULL,
    DatabaseName nvarchar(128) NULL,
    FileName     nvarchar(128) NULL,
    PhysicalName nvarchar(260) NULL,
    TypeName     nvarchar(60)  NULL,
    SampleMs     bigint        NULL,
    ReadCount    bigint        NULL,
    ReadBytes    bigint        NULL,
    ReadStallMs  bigint        NULL,
    WriteCount   bigint        NULL,
    WriteBytes   bigint        NULL,
    WriteStallMs bigint        NULL,
    SizeBytes    bigint        NULL,
    FileHandle   varbinary(8)  NULL,
    PendingCount int           NULL
);
