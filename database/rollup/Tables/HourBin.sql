/*  The quantile sketches of rollup.Hour: how many values of a series and hour lie in which bin (lib.BinOf).
    Written by rollup.FoldHours. Some 20 rows an hour and series; 45 days.  */
CREATE TABLE rollup.HourBin
(
    SeriesId int          NOT NULL,
    BucketAt datetime2(3) NOT NULL,
    BinIndex smallint     NOT NULL,
    BinCount bigint       NOT NULL,
    CONSTRAINT PK_HourBin PRIMARY KEY CLUSTERED (SeriesId, BucketAt, BinIndex)
        WITH (DATA_COMPRESSION = PAGE) ON PS_Day (BucketAt),
    CONSTRAINT CK_HourBin_BinCount CHECK (BinCount > 0)
);
