/*  A query that runs under a plan worse than its older one, from detection until it is better or has another
    plan. None to some dozens a day; 12 months; updated while it lasts, so it lies off PS_Day. Means are per
    execution; ExtraMs is the time it has cost so far beyond what the old plan would have taken.
    Reason: duration, cpu, reads, whichever of them is beyond the limits, in this order.
    EndReason: better, another plan, not run (for a day).  */
CREATE TABLE fact.QueryRegression
(
    RegressionId      bigint        NOT NULL IDENTITY (1, 1),
    InstanceId        int           NOT NULL,
    QueryId           bigint        NOT NULL,
    PlanId            bigint        NOT NULL,
    OldPlanId         bigint        NOT NULL,
    QueryHash         binary(8)     NOT NULL,
    QueryPlanHash     binary(8)     NOT NULL,
    OldQueryPlanHash  binary(8)     NOT NULL,
    Reason            nvarchar(32)  NOT NULL,
    OldExecutionCount bigint        NOT NULL,
    ExecutionCount    bigint        NOT NULL,
    OldDurationMs     float         NOT NULL,
    DurationMs        float         NOT NULL,
    OldCpuMs          float         NOT NULL,
    CpuMs             float         NOT NULL,
    OldLogicalReads   float         NOT NULL,
    LogicalReads      float         NOT NULL,
    ExtraMs           float         NOT NULL,
    DetectedAt        datetime2(3)  NOT NULL,
    LastSeenAt        datetime2(3)  NOT NULL,
    CountedUntilAt    datetime2(3)  NOT NULL,
    EndedAt           datetime2(3)  NULL,
    EndReason         nvarchar(16)  NULL,
    CONSTRAINT PK_QueryRegression PRIMARY KEY CLUSTERED (RegressionId),
    CONSTRAINT FK_QueryRegression_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_QueryRegression_End CHECK (
        (EndedAt IS NULL AND EndReason IS NULL)
         OR (EndedAt >= DetectedAt AND EndReason IN (N'better', N'another plan', N'not run')))
);
GO
-- One story per query and plan; collect.SaveQueryStore looks up those that last.
CREATE UNIQUE NONCLUSTERED INDEX UX_QueryRegression_Open ON fact.QueryRegression (InstanceId, QueryId, PlanId)
    WHERE (EndedAt IS NULL);
GO
-- The purge and reports read by time.
CREATE NONCLUSTERED INDEX IX_QueryRegression_LastSeenAt ON fact.QueryRegression (LastSeenAt) INCLUDE (InstanceId, EndedAt);
