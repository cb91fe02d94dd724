/*  The counters of each open file as they were last saved, from which the next capture takes its differences.
    Some dozens of rows an instance.
    Written by collect.SaveFileIo alone, in the transaction of the facts.  */
CREATE TABLE collect.FileIoState
(
    InstanceId     int          NOT NULL,
    DatabaseId     int          NOT NULL,
    FileId         int          NOT NULL,
    DatabaseFileId int          NOT NULL,
    CapturedAt     datetime2(3) NOT NULL,
    SampleMs       bigint       NOT NULL,
    ReadCount      bigint       NOT NULL,
    ReadBytes      bigint       NOT NULL,
    ReadStallMs    bigint       NOT NULL,
    WriteCount     bigint       NOT NULL,
    WriteBytes     bigint       NOT NULL,
    WriteStallMs   bigint       NOT NULL,
    SizeBytes      bigint       NOT NULL,
    FileHandle     varbinary(8) NULL,
    CONSTRAINT PK_FileIoState PRIMARY KEY CLUSTERED (InstanceId, DatabaseId, FileId),
    CONSTRAINT FK_FileIoState_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_FileIoState_DatabaseFile FOREIGN KEY (DatabaseFileId) REFERENCES dim.DatabaseFile (DatabaseFileId)
);
