/*  One row per execution of a batch task, from the first sight of it until its history is known.
    Some thousand rows a day; 90 days.
    IsRunning = 1 while the last capture saw it executing. IsEndEstimated = 1: it was seen running and then no
    more, and no source has told its end;
    EndedAt is the capture that missed it. DelayMs counts from the job's scheduled start; NULL when that is
    unknown or has moved on to the next run.
    AxSessionId is the AX session that ran it; ids are given anew, so it means that session
    between start and end only.  */
CREATE TABLE fact.BatchExecution
(
    ExecutionId    bigint        NOT NULL IDENTITY (1, 1),
    InstanceId     int           NOT NULL,
    BatchId        bigint        NULL,
    HistoryId      bigint        NULL,
    BatchJobId     bigint        NULL,
    JobCaption     nvarchar(200) NULL,
    TaskCaption    nvarchar(200) NULL,
    ClassNumber    int           NOT NULL,
    GroupId        nvarchar(60)  NULL,
    Company        nvarchar(10)  NULL,
    ServerId       nvarchar(128) NULL,
    CreatedBy      nvarchar(20)  NULL,
    StatusNumber   int           NOT NULL,
    RetryCount     int           NULL,
    AxSessionId    int           NULL,
    ScheduledAt    datetime2(3)  NULL,
    StartedAt      datetime2(3)  NULL,
    EndedAt        datetime2(3)  NULL,
    DelayMs        bigint        NULL,
    DurationMs     bigint        NULL,
    IsRunning      bit           NOT NULL,
    IsEndEstimated bit           NOT NULL,
    FirstSeenAt    datetime2(3)  NOT NULL,
    LastSeenAt     datetime2(3)  NOT NULL,
    CONSTRAINT PK_BatchExecution PRIMARY KEY CLUSTERED (ExecutionId),
    CONSTRAINT FK_BatchExecution_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_BatchExecution_Source CHECK (BatchId IS NOT NULL OR HistoryId IS NOT NULL),
    CONSTRAINT CK_BatchExecution_DelayMs CHECK (DelayMs >= 0),
    CONSTRAINT CK_BatchExecution_DurationMs CHECK (DurationMs >= 0)
);
GO
-- One row per execution, and the look-up of collect.SaveBatch.
CREATE UNIQUE INDEX UX_BatchExecution_Task ON fact.BatchExecution (InstanceId, BatchId, StartedAt)
    WHERE BatchId IS NOT NULL AND StartedAt IS NOT NULL;
GO
-- One row per history row, for runs that never began or whose task is not known;
-- the look-up of collect.SaveBatch.
CREATE UNIQUE INDEX UX_BatchExecution_History ON fact.BatchExecution (InstanceId, HistoryId, StartedAt)
    WHERE HistoryId IS NOT NULL;
GO
-- The pages of batch: a window of time of one instance or of each, without a look-up for each run.
CREATE INDEX IX_BatchExecution_StartedAt ON fact.BatchExecution (InstanceId, StartedAt)
    INCLUDE (BatchJobId, ClassNumber, GroupId, Company, StatusNumber, RetryCount, DelayMs, DurationMs, IsRunning);
GO
-- The pages of one batch class, whose window may be four weeks.
CREATE INDEX IX_BatchExecution_Class ON fact.BatchExecution (InstanceId, ClassNumber, StartedAt)
    INCLUDE (StatusNumber, RetryCount, DurationMs, IsRunning);
GO
-- collect.SaveBatch: what ran at the capture before and may have ended.
CREATE INDEX IX_BatchExecution_Running ON fact.BatchExecution (InstanceId, BatchId) WHERE IsRunning = 1;
