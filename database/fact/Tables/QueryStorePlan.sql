/*  What one plan did in one closed interval of Query Store, as sums. At most the collector's row limit per
    capture: some 10 000 rows an instance and day.
    The key begins with the query, whose plans are compared.  */
CREATE TABLE fact.QueryStorePlan
(
    InstanceId      int          NOT NULL,
    QueryId         bigint       NOT NULL,
    PlanId          bigint       NOT NULL,
    IntervalEndedAt datetime2(3) NOT NULL,
    IntervalBeganAt datetime2(3) NOT NULL,
    ExecutionCount  bigint       NOT NULL,
    AbortedCount    bigint       NOT NULL,
    DurationMs      float        NOT NULL,
    CpuMs           float        NOT NULL,
    LogicalReads    float        NOT NULL,
    PhysicalReads   float        NOT NULL,
    ReturnedRows    float        NOT NULL,
    MaxDurationMs   bigint       NOT NULL,
    CONSTRAINT PK_fact_QueryStorePlan PRIMARY KEY CLUSTERED (InstanceId, QueryId, PlanId, IntervalEndedAt)
)
ON PS_Day (IntervalEndedAt);
