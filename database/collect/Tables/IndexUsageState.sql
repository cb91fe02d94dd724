/*  Last counts of each index, from which the next reading's differences are taken. Some thousand rows an
    instance; what a reading does not show any more goes with it.  */
CREATE TABLE collect.IndexUsageState
(
    InstanceId  int          NOT NULL,
    ObjectId    int          NOT NULL,
    IndexId     int          NOT NULL,
    SeekCount   bigint       NOT NULL,
    ScanCount   bigint       NOT NULL,
    LookupCount bigint       NOT NULL,
    UpdateCount bigint       NOT NULL,
    SampledAt   datetime2(3) NOT NULL,
    CONSTRAINT PK_IndexUsageState PRIMARY KEY CLUSTERED (InstanceId, ObjectId, IndexId),
    CONSTRAINT FK_IndexUsageState_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
