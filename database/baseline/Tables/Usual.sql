/*  What is usual for each series in each hour of the week of its instance, from the five minutes of 14 whole
    local days. 168 rows a series at most, 840,000 for 5,000; replaced every night by baseline.SavePage.
    HourOfWeek    0 (Monday 00) to 167, see lib.HourOfWeek
    LevelNumber   where the figures come from: 1 this hour of the week, 2 this hour of working days or of
                  weekends, 3 all hours. An hour for which not even these suffice has no row
    SampleCount   five minutes behind them
    P5 … Mad      of the mean of a gauge, the count of events a minute, the median of values of events; Mad
                  is the median of the distances from P50
    CentreU       median of LN(1 + value / floor); NULL where the metric has no floor  */
CREATE TABLE baseline.Usual
(
    SeriesId    int     NOT NULL,
    HourOfWeek  tinyint NOT NULL,
    LevelNumber tinyint NOT NULL,
    SampleCount int     NOT NULL,
    P5          float   NOT NULL,
    P50         float   NOT NULL,
    P95         float   NOT NULL,
    P99         float   NOT NULL,
    Mad         float   NOT NULL,
    CentreU     float   NULL,
    CONSTRAINT PK_Usual PRIMARY KEY CLUSTERED (SeriesId, HourOfWeek) WITH (DATA_COMPRESSION = PAGE),
    CONSTRAINT FK_Usual_SeriesState FOREIGN KEY (SeriesId) REFERENCES baseline.SeriesState (SeriesId),
    CONSTRAINT CK_Usual_HourOfWeek CHECK (HourOfWeek < 168),
    CONSTRAINT CK_Usual_LevelNumber CHECK (LevelNumber BETWEEN 1 AND 3)
);
