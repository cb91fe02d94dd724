/*  One capture of the plan cache: what all statements did since the one before, so that the leaders can be
    seen as a share. 288 rows an instance and day.
    The sums are NULL for the first capture; CacheEntryCount is counted once an hour. IsRestart: the server
    started in between, the sums are what came after the start. IsGap: ElapsedMs is so long that
    the sums say nothing about any time in it. ResetCount: statements whose counters fell, and
    which count nothing this time.
    BaselineCount: statements seen for the first time that may have run before; they
    count from the next capture on.  */
CREATE TABLE fact.QueryStatCapture
(
    InstanceId      int          NOT NULL,
    CapturedAt      datetime2(3) NOT NULL,
    ElapsedMs       bigint       NULL,
    CacheEntryCount int          NULL,
    EntryCount      int          NOT NULL,
    NewEntryCount   int          NOT NULL,
    BaselineCount   int          NOT NULL,
    ResetCount      int          NOT NULL,
    QueryCount      int          NULL,
    ExecutionCount  bigint       NULL,
    CpuMs           bigint       NULL,
    DurationMs      bigint       NULL,
    LogicalReads    bigint       NULL,
    PhysicalReads   bigint       NULL,
    LogicalWrites   bigint       NULL,
    IsWhole         bit          NOT NULL,
    IsTruncated     bit          NOT NULL,
    IsRestart       bit          NOT NULL,
    IsGap           bit          NOT NULL,
    CONSTRAINT PK_fact_QueryStatCapture PRIMARY KEY CLUSTERED (InstanceId, CapturedAt)
)
ON PS_Day (CapturedAt);
