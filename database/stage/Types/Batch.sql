/*  What the collector Batch hands over. RowKind says what a row tells of, and so which columns it fills;
    ClassNumber and StatusNumber are 0 where they mean nothing:
    task     a batch task as it is now; SessionIdx is the AX session that runs it, or ran it last.
             DependencyCount predecessors, of which OpenCount have not ended, FailedCount ended otherwise than
             expected, and MetCount as expected; IsAnyEnough: one of them will do; FreeAt: the end of the last
    job      a job that executes though all its tasks have ended, at EndedAt
    history  a task run in the history
    server   an AOS of SYSSERVERSESSIONS: ServerId, StatusNumber
    config   an AOS that is registered: ServerId, IsBatchEnabled
    window   threads of an AOS in a time of day: ServerId, ThreadCount, WindowStart and WindowEnd in
             seconds since midnight, as entered
    group    a batch group that an AOS works: ServerId, GroupId
    class    a class whose name was looked up: ClassNumber, and its name in
             TaskCaption, NULL when there is none
    Times in UTC, NULL when not set. A column that the AX database lacks is NULL throughout.  */
CREATE TYPE stage.Batch AS TABLE
(
    RowKind         nvarchar(8)   NULL,
    HistoryId       bigint        NULL,
    BatchId         bigint        NULL,
    BatchJobId      bigint        NULL,
    JobCaption      nvarchar(200) NULL,
    TaskCaption     nvarchar(200) NULL,
    ClassNumber     int           NULL,
    GroupId         nvarchar(60)  NULL,
    Company         nvarchar(10)  NULL,
    ServerId        nvarchar(128) NULL,
    CreatedBy       nvarchar(20)  NULL,
    StatusNumber    int           NULL,
    JobStatusNumber int           NULL,
    RetryCount      int           NULL,
    DependencyCount int           NULL,
    ScheduledAt     datetime2(3)  NULL,
    StartedAt       datetime2(3)  NULL,
    EndedAt         datetime2(3)  NULL,
    SessionIdx      int           NULL,
    ThreadCount     int           NULL,
    WindowStart     int           NULL,
    WindowEnd       int           NULL,
    IsBatchEnabled  bit           NULL,
    OpenCount       int           NULL,
    FailedCount     int           NULL,
    MetCount        int           NULL,
    IsAnyEnough     bit           NULL,
    FreeAt          datetime2(3)  NULL
);
