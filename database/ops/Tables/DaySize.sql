/*  The size of each partition that holds rows, as it was when sizes were last taken. A row per
    partitioned table and day that is kept.
    DayAt is the day the partition begins with; 1900-01-01 for the one below all boundaries.  */
CREATE TABLE ops.DaySize
(
    TableName nvarchar(257) NOT NULL,
    DayAt     datetime2(3)  NOT NULL,
    RowTotal  bigint        NOT NULL,
    SizeBytes bigint        NOT NULL,
    CONSTRAINT PK_DaySize PRIMARY KEY CLUSTERED (TableName, DayAt)
);
