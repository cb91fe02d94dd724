/*  How an index was used between two daily readings. Some thousand rows an instance and day:
    the indexes of tables that count.
    The counts are NULL for the first reading and where they began anew. IsUnused: never read since the
    server's start, which is long enough ago (setting IndexUnusedMinDays), not unique and not clustered.  */
CREATE TABLE fact.IndexUsage
(
    InstanceId  int           NOT NULL,
    ObjectId    int           NOT NULL,
    IndexId     int           NOT NULL,
    CapturedAt  datetime2(3)  NOT NULL,
    TableName   nvarchar(257) NOT NULL,
    IndexName   nvarchar(128) NULL,
    TableRows   bigint        NOT NULL,
    PageCount   bigint        NOT NULL,
    ElapsedMs   bigint        NULL,
    SeekCount   bigint        NULL,
    ScanCount   bigint        NULL,
    LookupCount bigint        NULL,
    UpdateCount bigint        NULL,
    LastReadAt  datetime2(3)  NULL,
    IsUnused    bit           NOT NULL,
    CONSTRAINT PK_fact_IndexUsage PRIMARY KEY CLUSTERED (InstanceId, ObjectId, IndexId, CapturedAt)
)
ON PS_Day (CapturedAt);
