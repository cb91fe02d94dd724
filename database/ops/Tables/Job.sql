/*  Long work that somebody asked for: what, how far it is, how it ended. Some a day; the family Operations.
    KindName        Backtest, Export, BuildBaselines, CheckRepository, ImportRules
    ArgumentsJson   what it works on, as the one who asked gave it
    State           queued, running, done, failed, cancelled
    StartedAt       when the present attempt began; LeaseExpiresAt: whoever runs it has said so until then,
                    and after that another takes it
    AttemptCount    how often it was begun
    DoneCount of TotalCount, StepText, ProgressAt   how far it is
    ResultText      how it ended, for people; ResultId: what it made, of a back-test ops.BacktestRun
    FileName, FileContent   what it made to be taken away  */
CREATE TABLE ops.Job
(
    JobId             int              NOT NULL IDENTITY (1, 1),
    KindName          nvarchar(32)     NOT NULL,
    ArgumentsJson     nvarchar(max)    NOT NULL,
    State             nvarchar(16)     NOT NULL CONSTRAINT DF_Job_State DEFAULT (N'queued'),
    QueuedAt          datetime2(3)     NOT NULL,
    QueuedBy          nvarchar(128)    NOT NULL,
    StartedAt         datetime2(3)     NULL,
    EndedAt           datetime2(3)     NULL,
    LeaseOwner        nvarchar(128)    NULL,
    LeaseToken        uniqueidentifier NULL,
    LeaseExpiresAt    datetime2(3)     NULL,
    AttemptCount      int              NOT NULL CONSTRAINT DF_Job_AttemptCount DEFAULT (0),
    DoneCount         bigint           NOT NULL CONSTRAINT DF_Job_DoneCount DEFAULT (0),
    TotalCount        bigint           NULL,
    StepText          nvarchar(400)    NULL,
    ProgressAt        datetime2(3)     NULL,
    CancelRequestedAt datetime2(3)     NULL,
    CancelRequestedBy nvarchar(128)    NULL,
    ResultText        nvarchar(2000)   NULL,
    ResultId          int              NULL,
    FileName          nvarchar(128)    NULL,
    FileContent       varbinary(max)   NULL,
    CONSTRAINT PK_Job PRIMARY KEY CLUSTERED (JobId),
    CONSTRAINT CK_Job_KindName CHECK
    (
        KindName IN (N'Backtest', N'Export', N'BuildBaselines', N'CheckRepository', N'ImportRules')
    ),
    CONSTRAINT CK_Job_ArgumentsJson CHECK (ISJSON(ArgumentsJson) = 1),
    CONSTRAINT CK_Job_State CHECK (State IN (N'queued', N'running', N'done', N'failed', N'cancelled')),
    CONSTRAINT CK_Job_Lease CHECK
    (
        (State = N'running' AND LeaseExpiresAt IS NOT NULL)
        OR (State <> N'running' AND LeaseToken IS NULL)
    ),
    CONSTRAINT CK_Job_EndedAt CHECK
    (
        (State IN (N'queued', N'running') AND EndedAt IS NULL)
        OR (State NOT IN (N'queued', N'running') AND EndedAt IS NOT NULL)
    )
);
GO
-- ops.ClaimJob takes the next.
CREATE NONCLUSTERED INDEX IX_Job_State ON ops.Job (State, JobId) INCLUDE (LeaseExpiresAt);
