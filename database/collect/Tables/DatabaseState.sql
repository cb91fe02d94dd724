/*  Which database a collector found under the name of the AX database at its last capture. One row per
    instance and collector that reads it, kept for good; written by collect.AdvanceDatabase alone.
    BeganTime   sys.databases.create_date, the watched server's local time; it identifies and is never
                compared with UTC
    ForkId      its recovery fork
    OursFromAt  what the database holds from before is another server's or an earlier life's; NULL: it is the
                first that was seen, and all of it counts
    ChangedAt   the capture that found another database than the one before
    NULL where the login may not see it.  */
CREATE TABLE collect.DatabaseState
(
    InstanceId    int              NOT NULL,
    CollectorName nvarchar(64)     NOT NULL,
    BeganTime     datetime2(3)     NULL,
    ForkId        uniqueidentifier NULL,
    OursFromAt    datetime2(3)     NULL,
    ChangedAt     datetime2(3)     NULL,
    CONSTRAINT PK_DatabaseState PRIMARY KEY CLUSTERED (InstanceId, CollectorName),
    CONSTRAINT FK_DatabaseState_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
