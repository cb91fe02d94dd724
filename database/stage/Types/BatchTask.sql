/*  What the collector Batch hands over: one row per batch task as it is now (RowKind 'task') and per task run in the history ('history').
    Times in UTC, NULL when not set. A column that the AX database lacks is NULL throughout.  */
CREATE TYPE stage.BatchTask AS TABLE
(
    RowKind         nvarchar(8)   NOT NULL,
    HistoryId       bigint        NULL,
    BatchId         bigint        NULL,
    BatchJobId      bigint        NULL,
    JobCaption      nvarchar(200) NULL,
    TaskCaption     nvarchar(200) NULL,
    ClassNumber     int           NOT NULL,
    GroupId         nvarchar(60)  NULL,
    Company         nvarchar(10)  NULL,
    ServerId        nvarchar(128) NULL,
    CreatedBy       nvarchar(20)  NULL,
    StatusNumber    int           NOT NULL,
    JobStatusNumber int           NULL,
    RetryCount      int           NULL,
    DependencyCount int           NULL,
    ScheduledAt     datetime2(3)  NULL,
    StartedAt       datetime2(3)  NULL,
    EndedAt         datetime2(3)  NULL
);
