/*  What a leading statement did between two captures of the plan cache, all its plans together. About 60 rows
    a capture, 17 000 an instance and day.
    The sums are of the ElapsedMs before CapturedAt. MaxCpuMs, MaxDurationMs, MaxDop and the grants are the
    highest since the plans were compiled, not of the interval alone. PlanCount: different plans that ran;
    TopPlanHash: the one that took most CPU; PlanCreatedAt: when the youngest of them was compiled.  */
CREATE TABLE fact.QueryStat
(
    InstanceId     int          NOT NULL,
    QueryHash      binary(8)    NOT NULL,
    CapturedAt     datetime2(3) NOT NULL,
    ElapsedMs      bigint       NOT NULL,
    ExecutionCount bigint       NOT NULL,
    CpuMs          bigint       NOT NULL,
    DurationMs     bigint       NOT NULL,
    LogicalReads   bigint       NOT NULL,
    PhysicalReads  bigint       NOT NULL,
    LogicalWrites  bigint       NOT NULL,
    ReturnedRows   bigint       NOT NULL,
    SpilledPages   bigint       NOT NULL,
    EntryCount     int          NOT NULL,
    PlanCount      int          NOT NULL,
    TopPlanHash    binary(8)    NOT NULL,
    PlanCreatedAt  datetime2(3) NOT NULL,
    MaxCpuMs       bigint       NOT NULL,
    MaxDurationMs  bigint       NOT NULL,
    MaxDop         int          NOT NULL,
    MaxGrantKb     bigint       NOT NULL,
    MaxUsedGrantKb bigint       NOT NULL,
    CONSTRAINT PK_fact_QueryStat PRIMARY KEY CLUSTERED (InstanceId, QueryHash, CapturedAt)
)
ON PS_Day (CapturedAt);
