/*  Batch tasks by state, per capture, group and class. Some ten rows a minute and
    instance; 30 days, by partition.
    GroupId '' is the default group. OverdueCount: due for more than two minutes (two polls of the batch
    framework), not held, and waiting for no other task.
    OldestAgeMs: how long the oldest such due task has been due; NULL when none is due. What waits for ever:
    DeadEndCount, tasks whose predecessor ended otherwise than they expect; StuckJobCount, jobs that execute
    though all their tasks ended more than two minutes ago. NULL before 0.2.0.  */
CREATE TABLE fact.BatchBacklog
(
    InstanceId     int          NOT NULL,
    CapturedAt     datetime2(3) NOT NULL,
    GroupId        nvarchar(60) NOT NULL,
    ClassNumber    int          NOT NULL,
    WaitingCount   int          NOT NULL,
    ReadyCount     int          NOT NULL,
    ExecutingCount int          NOT NULL,
    HeldCount      int          NOT NULL,
    OtherCount     int          NOT NULL,
    OverdueCount   int          NOT NULL,
    OldestAgeMs    bigint       NULL,
    DeadEndCount   int          NULL,
    StuckJobCount  int          NULL,
    CONSTRAINT PK_BatchBacklog PRIMARY KEY CLUSTERED (InstanceId, CapturedAt, GroupId, ClassNumber),
    CONSTRAINT FK_BatchBacklog_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_BatchBacklog_OldestAgeMs CHECK (OldestAgeMs >= 0)
)
ON PS_Day (CapturedAt);
