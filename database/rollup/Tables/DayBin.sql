/*  The quantile sketches of rollup.Day: the bins of its hours, added. Written by rollup.FoldDays. Some 30
    rows a day and series; 12 months.  */
CREATE TABLE rollup.DayBin
(
    SeriesId int          NOT NULL,
    BucketAt datetime2(3) NOT NULL,
    BinIndex smallint     NOT NULL,
    BinCount bigint       NOT NULL,
    CONSTRAINT PK_DayBin PRIMARY KEY CLUSTERED (SeriesId, BucketAt, BinIndex)
        WITH (DATA_COMPRESSION = PAGE) ON PS_Day (BucketAt),
    CONSTRAINT CK_DayBin_BinCount CHECK (BinCount > 0)
);
