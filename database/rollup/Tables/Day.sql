/*  The values of each series in each day of UTC, once it is over. Written by rollup.FoldDays from
    rollup.Hour; see there. 5,000 rows a day for 5,000 series; 12 months.  */
CREATE TABLE rollup.Day
(
    SeriesId    int          NOT NULL,
    BucketAt    datetime2(3) NOT NULL,
    ValueCount  bigint       NOT NULL,
    SumValue    float        NOT NULL,
    MinValue    float        NOT NULL,
    MaxValue    float        NOT NULL,
    LastValue   float        NOT NULL,
    LastAt      datetime2(3) NOT NULL,
    IsCollapsed bit          NOT NULL,
    CONSTRAINT PK_Day PRIMARY KEY CLUSTERED (SeriesId, BucketAt)
        WITH (DATA_COMPRESSION = PAGE) ON PS_Day (BucketAt),
    CONSTRAINT CK_Day_ValueCount CHECK (ValueCount > 0)
);
