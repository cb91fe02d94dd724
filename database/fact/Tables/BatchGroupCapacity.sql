/*  Who works each batch group, per capture of the batch tables. Some 20,000 rows a day and instance; 30 days.
    GroupId '' is the default group.
    ServerCount    AX servers that work it: living, enabled for batch, with threads at some time of the day;
                   NULL when BATCHSERVERGROUP was not read.
                   With 0 its tasks wait for ever, and AX says nothing
    ThreadCount    their threads now, which other groups share
    BusyCount      its tasks that execute
    DueCount       its tasks that wait though nothing holds them: ready, or waiting beyond their time  */
CREATE TABLE fact.BatchGroupCapacity
(
    InstanceId  int          NOT NULL,
    CapturedAt  datetime2(3) NOT NULL,
    GroupId     nvarchar(60) NOT NULL,
    ServerCount int          NULL,
    ThreadCount int          NULL,
    BusyCount   int          NOT NULL,
    DueCount    int          NOT NULL,
    CONSTRAINT PK_BatchGroupCapacity PRIMARY KEY CLUSTERED (InstanceId, CapturedAt, GroupId),
    CONSTRAINT FK_BatchGroupCapacity_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_BatchGroupCapacity_Counts CHECK (BusyCount >= 0 AND DueCount >= 0)
) ON PS_Day (CapturedAt);
