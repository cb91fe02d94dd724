/*  Rows of the collector QueryStats: counters of one statement in the plan cache since its plan was compiled.
    CreationTime is the server's local time and part of the key; PlanCreatedAt the
    same as UTC. Us: microseconds.
    StatementText and PlanText (showplan XML) come with few rows only.  */
CREATE TYPE stage.QueryStats AS TABLE
(
    SqlHandle      varbinary(64) NOT NULL,
    StatementStart int           NOT NULL,
    StatementEnd   int           NOT NULL,
    PlanHandle     varbinary(64) NOT NULL,
    CreationTime   datetime2(3)  NOT NULL,
    PlanCreatedAt  datetime2(3)  NOT NULL,
    QueryHash      binary(8)     NOT NULL,
    QueryPlanHash  binary(8)     NOT NULL,
    ExecutionCount bigint        NOT NULL,
    CpuUs          bigint        NOT NULL,
    MaxCpuUs       bigint        NOT NULL,
    DurationUs     bigint        NOT NULL,
    MaxDurationUs  bigint        NOT NULL,
    LogicalReads   bigint        NOT NULL,
    PhysicalReads  bigint        NOT NULL,
    LogicalWrites  bigint        NOT NULL,
    ReturnedRows   bigint        NOT NULL,
    SpilledPages   bigint        NOT NULL,
    MaxDop         bigint        NOT NULL,
    MaxGrantKb     bigint        NOT NULL,
    MaxUsedGrantKb bigint        NOT NULL,
    StatementText  nvarchar(max) NULL,
    PlanText       nvarchar(max) NULL
);
