/*  What each AX server could run and did run, per capture of the batch tables. Some 3,000 rows a day and
    instance; 30 days. AOS that neither may run batches nor run one are left out.
    ThreadCount    threads of the windows that are open now; NULL when BATCHSERVERCONFIG was not read
    IsCertain      1 when the day's windows give the same threads at every hour. AX keeps a window in the time
                   zone of whoever entered it, which the database does not tell:
                   otherwise the watched server's local time was taken
    BusyCount      tasks that execute there
    IsAlive        by the heartbeat of AxSessions where that is known, else by
                   SYSSERVERSESSIONS.STATUS; NULL when neither is
    GroupCount     batch groups it works  */
CREATE TABLE fact.BatchCapacity
(
    InstanceId     int           NOT NULL,
    CapturedAt     datetime2(3)  NOT NULL,
    ServerId       nvarchar(128) NOT NULL,
    IsBatchEnabled bit           NULL,
    IsAlive        bit           NULL,
    ThreadCount    int           NULL,
    IsCertain      bit           NOT NULL,
    BusyCount      int           NOT NULL,
    GroupCount     int           NULL,
    CONSTRAINT PK_BatchCapacity PRIMARY KEY CLUSTERED (InstanceId, CapturedAt, ServerId),
    CONSTRAINT FK_BatchCapacity_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_BatchCapacity_BusyCount CHECK (BusyCount >= 0)
) ON PS_Day (CapturedAt);
