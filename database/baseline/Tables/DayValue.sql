/*  What each series was on each local day of its instance: the median of its values, their extremes, and how
    much of the day was watched. Written by baseline.FillDays while the detail exists; 5,000 rows a day for
    5,000 series; 12 months.
    LocalDate         00:00 of the day in the instance's time zone
    CoveragePercent   of the day that the metric's collector watched; 100 for runs of batch classes, which
                      AX's own history tells of  */
CREATE TABLE baseline.DayValue
(
    SeriesId        int          NOT NULL,
    LocalDate       datetime2(3) NOT NULL,
    MedianValue     float        NOT NULL,
    MinValue        float        NOT NULL,
    MaxValue        float        NOT NULL,
    ValueCount      bigint       NOT NULL,
    CoveragePercent float        NOT NULL,
    CONSTRAINT PK_DayValue PRIMARY KEY CLUSTERED (SeriesId, LocalDate)
        WITH (DATA_COMPRESSION = PAGE) ON PS_Day (LocalDate),
    CONSTRAINT CK_DayValue_ValueCount CHECK (ValueCount > 0),
    CONSTRAINT CK_DayValue_CoveragePercent CHECK (CoveragePercent BETWEEN 0 AND 100)
);
