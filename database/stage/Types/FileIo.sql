/*  What the collector FileIo hands over: one row per open database file, with its
    counters since SQL Server was started.
    FileName and PhysicalName are NULL where the login may not see them; DatabaseName where
    the database is gone meanwhile.
    SampleMs counts from the start of the computer. PendingCount: requests that
    Windows has not answered yet.  */
CREATE TYPE stage.FileIo AS TABLE
(
    DatabaseId   int           NOT NULL,
    FileId       int           NOT NULL,
    DatabaseName nvarchar(128) NULL,
    FileName     nvarchar(128) NULL,
    PhysicalName nvarchar(260) NULL,
    TypeName     nvarchar(60)  NOT NULL,
    SampleMs     bigint        NOT NULL,
    ReadCount    bigint        NOT NULL,
    ReadBytes    bigint        NOT NULL,
    ReadStallMs  bigint        NOT NULL,
    WriteCount   bigint        NOT NULL,
    WriteBytes   bigint        NOT NULL,
    WriteStallMs bigint        NOT NULL,
    SizeBytes    bigint        NOT NULL,
    FileHandle   varbinary(8)  NULL,
    PendingCount int           NOT NULL
);
