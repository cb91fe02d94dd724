/*  Rows of the collector QueryStats: counters of one statement in the plan cache since its plan was compiled.
    CreationTime is the server's local time and part of the key; PlanCreatedAt the
    same as UTC. Us: microseconds.
    StatementText and PlanText (showplan XML) come with few rows only.  */
CREATE TYPE stage.QueryStats AS TABLE
(
    SqlHandle      varbinary(64) NULL,
    StatementStart int           NULL,
    StatementEnd   int           NULL,
    PlanHandle     varbinary(64) NULL,
    CreationTime   datetime2(3)  NULL,
    PlanCreatedAt  datetime2(3)  NULL,
    QueryHash      binary(8)     NULL,
    QueryPlanHash  binary(8)     NULL,
    ExecutionCount bigint        NULL,
    CpuUs          bigint        NULL,
    MaxCpuUs       bigint        NULL,
    DurationUs     bigint        NULL,
    MaxDurationUs  bigint        NULL,
    LogicalReads   bigint        NULL,
    PhysicalReads  bigint        NULL,
    LogicalWrites  bigint        NULL,
    ReturnedRows   bigint        NULL,
    SpilledPages   bigint        NULL,
    MaxDop         bigint        NULL,
    MaxGrantKb     bigint        NULL,
    MaxUsedGrantKb bigint        NULL,
    StatementText  nvarchar(max) NULL,
    PlanText       nvarchar(max) NULL
);
