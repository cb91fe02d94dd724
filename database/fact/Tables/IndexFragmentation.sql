/*  How fragmented an index was when it was measured, in the window of night hours. Some hundred rows an
    instance and day; each index has its turn within some nights.  */
CREATE TABLE fact.IndexFragmentation
(
    InstanceId           int           NOT NULL,
    ObjectId             int           NOT NULL,
    IndexId              int           NOT NULL,
    CapturedAt           datetime2(3)  NOT NULL,
    TableName            nvarchar(257) NOT NULL,
    IndexName            nvarchar(128) NULL,
    PageCount            bigint        NOT NULL,
    FragmentationPercent float         NOT NULL,
    CONSTRAINT PK_fact_IndexFragmentation PRIMARY KEY CLUSTERED (InstanceId, ObjectId, IndexId, CapturedAt)
)
ON PS_Day (CapturedAt);
