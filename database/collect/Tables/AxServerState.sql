/*  What is known of each AX server from capture to capture: its heartbeat and the rhythm of it. One
    row per AOS and instance; kept.
    HeartbeatMovedAt   UTC by SQL Server's clock when the heartbeat was last seen to move
    RhythmMs           usual time between heartbeats, of RhythmCount observations; NULL before the first  */
CREATE TABLE collect.AxServerState
(
    InstanceId       int           NOT NULL,
    AosName          nvarchar(128) NOT NULL,
    StartedAt        datetime2(3)  NULL,
    HeartbeatAt      datetime2(3)  NULL,
    HeartbeatMovedAt datetime2(3)  NULL,
    RhythmMs         bigint        NULL,
    RhythmCount      int           NOT NULL,
    SampledAt        datetime2(3)  NOT NULL,
    CONSTRAINT PK_AxServerState PRIMARY KEY CLUSTERED (InstanceId, AosName),
    CONSTRAINT FK_AxServerState_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
