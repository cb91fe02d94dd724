/*  How each collector is doing on each instance. One row each, written by ops.AdvanceCollectorState
    with every run, kept for good.
    State            collecting
                     slowed       over its time budget: runs every IntervalFactor intervals
                     off          over it even so: runs again after ProbeAt, or when
                                  config.SetCollectorOverride is called
                     failing      its last run failed
    Reason, Remedy   why it is not collecting as it should, and what to do
    Since            when the state began
    OverBudgetCount, WithinBudgetCount, FailureCount   runs in a row
    ShrinkFactor     1; doubled by a time-out, so that the next run reads that part of what it would: a
                     reading that is too large for its time-out fits in the end, the rest is read later  */
CREATE TABLE ops.CollectorState
(
    InstanceId        int            NOT NULL,
    CollectorName     nvarchar(64)   NOT NULL,
    State             nvarchar(16)   NOT NULL,
    Reason            nvarchar(2048) NULL,
    Remedy            nvarchar(1000) NULL,
    Since             datetime2(3)   NOT NULL,
    IntervalFactor    int            NOT NULL,
    OverBudgetCount   int            NOT NULL,
    WithinBudgetCount int            NOT NULL,
    FailureCount      int            NOT NULL,
    ProbeAt           datetime2(3)   NULL,
    LastRunAt         datetime2(3)   NULL,
    LastSuccessAt     datetime2(3)   NULL,
    LastSourceMs      int            NULL,
    TruncatedAt       datetime2(3)   NULL,
    ShrinkFactor      int            NOT NULL,
    CONSTRAINT PK_CollectorState PRIMARY KEY CLUSTERED (InstanceId, CollectorName),
    CONSTRAINT FK_CollectorState_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_CollectorState_Collector FOREIGN KEY (CollectorName) REFERENCES config.Collector (CollectorName),
    CONSTRAINT CK_CollectorState_State CHECK (State IN (N'collecting', N'slowed', N'off', N'failing')),
    CONSTRAINT CK_CollectorState_Reason CHECK (State = N'collecting' OR Reason IS NOT NULL),
    CONSTRAINT CK_CollectorState_IntervalFactor CHECK (
        IntervalFactor BETWEEN 1 AND 1024 AND (IntervalFactor > 1 OR State <> N'slowed')),
    CONSTRAINT CK_CollectorState_ProbeAt CHECK (
        (State = N'off' AND ProbeAt IS NOT NULL) OR (State <> N'off' AND ProbeAt IS NULL)),
    CONSTRAINT CK_CollectorState_ShrinkFactor CHECK (ShrinkFactor BETWEEN 1 AND 64),
    CONSTRAINT CK_CollectorState_Count CHECK (OverBudgetCount >= 0 AND WithinBudgetCount >= 0 AND FailureCount >= 0)
);
