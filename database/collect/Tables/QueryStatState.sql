/*  Last counters of each statement in a plan cache, from which the next capture's differences are taken. As
    many rows as the caches of all watched servers hold statements, some ten thousand each; what has left a
    cache goes with the next whole reading of it, within about an hour.
    EntryHash: SHA-256 of sql_handle, offsets, plan_handle and creation time.  */
CREATE TABLE collect.QueryStatState
(
    InstanceId     int          NOT NULL,
    EntryHash      binary(32)   NOT NULL,
    ExecutionCount bigint       NOT NULL,
    CpuUs          bigint       NOT NULL,
    DurationUs     bigint       NOT NULL,
    LogicalReads   bigint       NOT NULL,
    PhysicalReads  bigint       NOT NULL,
    LogicalWrites  bigint       NOT NULL,
    ReturnedRows   bigint       NOT NULL,
    SpilledPages   bigint       NOT NULL,
    LastSeenAt     datetime2(3) NOT NULL,
    CONSTRAINT PK_QueryStatState PRIMARY KEY CLUSTERED (InstanceId, EntryHash),
    CONSTRAINT FK_QueryStatState_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
