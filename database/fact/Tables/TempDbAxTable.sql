/*  Which AX tables stood in tempdb at one moment: the ten kinds with the most. Up to 14,400 rows a day and
    instance. A count that grows and does not fall with an AOS restart is a leak.  */
CREATE TABLE fact.TempDbAxTable
(
    InstanceId int           NOT NULL,
    CapturedAt datetime2(3)  NOT NULL,
    AxTableId  int           NOT NULL,
    TableName  nvarchar(128) NULL,
    TableCount int           NOT NULL,
    CONSTRAINT PK_TempDbAxTable PRIMARY KEY CLUSTERED (InstanceId, AxTableId, CapturedAt)
)
ON PS_Day (CapturedAt);
