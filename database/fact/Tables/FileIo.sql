/*  What was read and written in each database file between two captures. One row a minute, file
    and instance: some 40,000 a day.
    The counts belong to the ElapsedMs that end at CapturedAt. They are NULL where there is no telling:
    IsReset, the counters began anew (restart, attach); IsGap, the capture before is too long ago
    for a rate to mean anything.  */
CREATE TABLE fact.FileIo
(
    InstanceId     int          NOT NULL,
    DatabaseFileId int          NOT NULL,
    CapturedAt     datetime2(3) NOT NULL,
    ElapsedMs      bigint       NULL,
    ReadCount      bigint       NULL,
    ReadBytes      bigint       NULL,
    ReadStallMs    bigint       NULL,
    WriteCount     bigint       NULL,
    WriteBytes     bigint       NULL,
    WriteStallMs   bigint       NULL,
    SizeBytes      bigint       NOT NULL,
    PendingCount   int          NOT NULL,
    IsReset        bit          NOT NULL,
    IsGap          bit          NOT NULL,
    CONSTRAINT PK_FileIo PRIMARY KEY CLUSTERED (InstanceId, DatabaseFileId, CapturedAt),
    CONSTRAINT CK_FileIo_Counts CHECK (
        ReadCount >= 0 AND ReadBytes >= 0 AND ReadStallMs >= 0 AND WriteCount >= 0 AND WriteBytes >= 0 AND WriteStallMs >= 0),
    CONSTRAINT CK_FileIo_ElapsedMs CHECK (ElapsedMs > 0)
)
ON PS_Day (CapturedAt);
