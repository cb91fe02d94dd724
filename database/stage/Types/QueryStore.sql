/*  Rows of the collector QueryStore: what one plan did in one interval of Query Store, as sums; IntervalId is
    NULL for a forced plan that did not run.
    StatementText and PlanText come only where the bookmark asked for them.  */
CREATE TYPE stage.QueryStore AS TABLE
(
    PlanId             bigint        NULL,
    QueryId            bigint        NULL,
    QueryHash          binary(8)     NULL,
    QueryPlanHash      binary(8)     NULL,
    CompiledAt         datetime2(3)  NULL,
    IsForced           bit           NULL,
    ForceFailureCount  bigint        NULL,
    ForceFailureReason nvarchar(128) NULL,
    IntervalId         bigint        NULL,
    IntervalBeganAt    datetime2(3)  NULL,
    IntervalEndedAt    datetime2(3)  NULL,
    IsOpen             bit           NULL,
    ExecutionCount     bigint        NULL,
    AbortedCount       bigint        NULL,
    DurationMs         float         NULL,
    CpuMs              float         NULL,
    LogicalReads       float         NULL,
    PhysicalReads      float         NULL,
    ReturnedRows       float         NULL,
    MaxDurationMs      bigint        NULL,
    StatementText      nvarchar(max) NULL,
    PlanText           nvarchar(max) NULL
);
