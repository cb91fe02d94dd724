/*  An index the optimizer missed, as of one day. At most 100 rows an instance and day.
    Counts are since the server's start.
    KeyColumns is the proposal in AX's order: PARTITION and DATAAREAID first, then what is compared for
    equality, then the first range. It has to be made in the AOT:
    an index made only in SQL Server is gone with the next synchronization. IsWorthwhile: beyond the settings
    MissingIndex…; Advice says what stands against it.  */
CREATE TABLE fact.MissingIndex
(
    InstanceId       int            NOT NULL,
    TableName        nvarchar(257)  NOT NULL,
    ItemNumber       int            NOT NULL,
    CapturedAt       datetime2(3)   NOT NULL,
    KeyColumns       nvarchar(2000) NOT NULL,
    IncludedColumns  nvarchar(2000) NULL,
    TableRows        bigint         NULL,
    AverageCost      float          NOT NULL,
    AverageImpact    float          NOT NULL,
    SeekCount        bigint         NOT NULL,
    ScanCount        bigint         NOT NULL,
    LastWantedAt     datetime2(3)   NULL,
    NearestIndexName nvarchar(128)  NULL,
    TableIndexCount  int            NULL,
    IsWorthwhile     bit            NOT NULL,
    Advice           nvarchar(400)  NOT NULL,
    CONSTRAINT PK_fact_MissingIndex PRIMARY KEY CLUSTERED (InstanceId, TableName, ItemNumber, CapturedAt)
)
ON PS_Day (CapturedAt);
