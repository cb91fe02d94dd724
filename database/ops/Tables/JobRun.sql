/*  Every run of every job of the orchestrator. About 20 000 rows a day and instance; 30 days.
    CapturedAt is the time on the watched server; IsTruncated tells that a row or size limit left something
    out; Note says what was odd about a run that did not fail.  */
CREATE TABLE ops.JobRun
(
    RunId        uniqueidentifier NOT NULL,
    JobName      nvarchar(128)    NOT NULL,
    InstanceId   int              NULL,
    StartedAt    datetime2(3)     NOT NULL,
    EndedAt      datetime2(3)     NOT NULL,
    SourceMs     int              NULL,
    SaveMs       int              NULL,
    RowsRead     int              NULL,
    RowsSaved    int              NULL,
    Outcome      nvarchar(16)     NOT NULL,
    ErrorNumber  int              NULL,
    ErrorMessage nvarchar(2048)   NULL,
    CapturedAt   datetime2(3)     NULL,
    IsTruncated  bit              NULL,
    Note         nvarchar(400)    NULL,
    CONSTRAINT PK_JobRun PRIMARY KEY NONCLUSTERED (RunId),
    CONSTRAINT FK_JobRun_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_JobRun_Outcome CHECK (Outcome IN (N'ok', N'duplicate', N'skipped', N'failed', N'timeout')),
    CONSTRAINT CK_JobRun_EndedAt CHECK (EndedAt >= StartedAt)
);
GO
-- Serves the purge and the health views, which read by time.
CREATE CLUSTERED INDEX CX_JobRun_StartedAt ON ops.JobRun (StartedAt);
