/*  Plans by their id in Query Store of an instance's AX database, as last seen. Some ten thousand rows; an id
    that names another plan after Query Store was emptied is overwritten.  */
CREATE TABLE dim.QueryStorePlan
(
    InstanceId         int           NOT NULL,
    PlanId             bigint        NOT NULL,
    QueryId            bigint        NOT NULL,
    QueryHash          binary(8)     NOT NULL,
    QueryPlanHash      binary(8)     NOT NULL,
    CompiledAt         datetime2(3)  NOT NULL,
    IsForced           bit           NOT NULL,
    ForceFailureCount  bigint        NOT NULL,
    ForceFailureReason nvarchar(128) NULL,
    ForceFailedAt      datetime2(3)  NULL,
    FirstSeenAt        datetime2(3)  NOT NULL,
    LastSeenAt         datetime2(3)  NOT NULL,
    CONSTRAINT PK_QueryStorePlan PRIMARY KEY CLUSTERED (InstanceId, PlanId),
    CONSTRAINT FK_QueryStorePlan_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
GO
-- collect.SaveQueryStore asks which queries have had more than one plan.
CREATE NONCLUSTERED INDEX IX_QueryStorePlan_QueryId ON dim.QueryStorePlan (InstanceId, QueryId);
