/*  The schedulers at the time of a capture, and what was read with them. One row
    a minute and instance; 30 days.
    RunnableTaskCount: tasks that could run, were a processor free. WorkQueueCount: tasks without a worker
    thread. RecordCount and UnreadableCount: minutes of fact.Cpu that came, and records that told nothing.  */
CREATE TABLE fact.CpuCapture
(
    InstanceId         int              NOT NULL,
    CapturedAt         datetime2(3)     NOT NULL,
    RunId              uniqueidentifier NOT NULL,
    ServerStartedAt    datetime2(3)     NULL,
    Continuity         nvarchar(16)     NOT NULL,
    SchedulerCount     int              NOT NULL,
    CurrentTaskCount   int              NOT NULL,
    RunnableTaskCount  int              NOT NULL,
    WorkQueueCount     bigint           NOT NULL,
    CurrentWorkerCount int              NOT NULL,
    ActiveWorkerCount  int              NOT NULL,
    MaxWorkerCount     int              NULL,
    PendingIoCount     int              NOT NULL,
    RecordCount        int              NOT NULL,
    UnreadableCount    int              NOT NULL,
    CONSTRAINT PK_CpuCapture PRIMARY KEY CLUSTERED (InstanceId, CapturedAt),
    CONSTRAINT FK_CpuCapture_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_CpuCapture_Continuity CHECK (Continuity IN (N'first', N'continued', N'gap', N'restart'))
)
ON PS_Day (CapturedAt);
