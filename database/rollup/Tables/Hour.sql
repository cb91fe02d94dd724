/*  The values of each series in each hour of UTC, once it is over. Written by rollup.FoldHours; see
    rollup.FiveMinute. 120,000 rows a day for 5,000 series; 12 months.
    IsCollapsed   1 when its sketch had more bins than the setting SketchBins: percentiles on the side that is
                  not worse are then bounds only  */
CREATE TABLE rollup.Hour
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
    CONSTRAINT PK_Hour PRIMARY KEY CLUSTERED (SeriesId, BucketAt)
        WITH (DATA_COMPRESSION = PAGE) ON PS_Day (BucketAt),
    CONSTRAINT CK_Hour_ValueCount CHECK (ValueCount > 0)
);
