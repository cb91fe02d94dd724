/*  The plan each query of Query Store was last seen to run under mostly. Some thousand rows an instance.  */
CREATE TABLE collect.QueryStoreState
(
    InstanceId int          NOT NULL,
    QueryId    bigint       NOT NULL,
    PlanId     bigint       NOT NULL,
    SinceAt    datetime2(3) NOT NULL,
    LastSeenAt datetime2(3) NOT NULL,
    CONSTRAINT PK_QueryStoreState PRIMARY KEY CLUSTERED (InstanceId, QueryId),
    CONSTRAINT FK_QueryStoreState_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
