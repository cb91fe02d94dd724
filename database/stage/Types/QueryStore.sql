/*  Rows of the collector QueryStore: what one plan did in one interval of Query Store, as sums; IntervalId is
    NULL for a forced plan that did not run.
    StatementText and PlanText come only where the bookmark asked for them.  */
CREATE TYPE stage.QueryStore AS TABLE
(
    PlanId             bigint        NOT NULL,
    QueryId            bigint        NOT NULL,
    QueryHash          binary(8)     NOT NULL,
    QueryPlanHash      binary(8)     NOT NULL,
    CompiledAt         datetime2(3)  NOT NULL,
    IsForced           bit           NOT NULL,
    ForceFailureCount  bigint        NOT NULL,
    ForceFailureReason nvarchar(128) NULL,
    IntervalId         bigint        NULL,
    IntervalBeganAt    datetime2(3)  NULL,
    IntervalEndedAt    datetime2(3)  NULL,
    IsOpen             bit           NOT NULL,
    ExecutionCount     bigint        NOT NULL,
    AbortedCount       bigint        NOT NULL,
    DurationMs         float         NOT NULL,
    CpuMs              float         NOT NULL,
    LogicalReads       float         NOT NULL,
    PhysicalReads      float         NOT NULL,
    ReturnedRows       float         NOT NULL,
    MaxDurationMs      bigint        NOT NULL,
    StatementText      nvarchar(max) NULL,
    PlanText           nvarchar(max) NULL
);
