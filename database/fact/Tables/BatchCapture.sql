/*  One row per capture of the batch tables: what was read, and what the AX database lacks. 1,440 rows a day
    and instance; 30 days, by partition.
    HasTasks = 0: the table BATCH could not be read, so the capture says nothing about the backlog.
    ForeignCount: runs that a restore had brought along from another system or time, and that were left out.
    IsOtherDatabase = 1: the capture that found another database under the name. NULL before 0.2.0.  */
CREATE TABLE fact.BatchCapture
(
    InstanceId      int            NOT NULL,
    CapturedAt      datetime2(3)   NOT NULL,
    TaskCount       int            NOT NULL,
    HistoryCount    int            NOT NULL,
    HasTasks        bit            NOT NULL,
    IsTruncated     bit            NOT NULL,
    MissingColumns  nvarchar(2000) NULL,
    ForeignCount    int            NULL,
    IsOtherDatabase bit            NULL,
    CONSTRAINT PK_BatchCapture PRIMARY KEY CLUSTERED (InstanceId, CapturedAt),
    CONSTRAINT FK_BatchCapture_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
)
ON PS_Day (CapturedAt);
