/*  What is known of the baseline of each series: one row a series, replaced every night by
    baseline.SavePage.
    BuiltDate           local date of the night: the 14 days before it are in baseline.Usual
    FirstDate           local date of its first five minutes; NULL: none yet
    DefinitionVersion   of config.Metric; DefinedAt is when another one was noticed: values before it are not
                        of this metric any more (NULL: all are)
    LearnedDates        local dates that were watched for 70 percent and more, of the last 28 and since the
                        series began. From 14 on the baseline is usable; until then it is learning
    FloorValue          what is too little to speak of, as config.Metric had it; NULL: never anomalous
    Record              how far the series went beyond its own usual for four buckets of five minutes on end,
                        at most, in these 14 days: a difference of LN(1 + value / FloorValue). NULL while
                        learning, or without a side that is worse  */
CREATE TABLE baseline.SeriesState
(
    SeriesId          int          NOT NULL,
    BuiltDate         datetime2(3) NOT NULL,
    BuiltAt           datetime2(3) NOT NULL,
    FirstDate         datetime2(3) NULL,
    DefinitionVersion int          NOT NULL,
    DefinedAt         datetime2(3) NULL,
    LearnedDates      int          NOT NULL,
    FloorValue        float        NULL,
    Record            float        NULL,
    CONSTRAINT PK_SeriesState PRIMARY KEY CLUSTERED (SeriesId),
    CONSTRAINT FK_SeriesState_Series FOREIGN KEY (SeriesId) REFERENCES rollup.Series (SeriesId),
    CONSTRAINT CK_SeriesState_LearnedDates CHECK (LearnedDates BETWEEN 0 AND 28),
    CONSTRAINT CK_SeriesState_FloorValue CHECK (FloorValue > 0)
);
