/*  A statistic of which more rows changed since its update than SQRT(1000 * rows), the limit of trace flag
    2371. Some hundred rows an instance and day.
    IsStale: also more than the setting StatisticsStalePercent of its rows.  */
CREATE TABLE fact.StatisticHealth
(
    InstanceId    int           NOT NULL,
    ObjectId      int           NOT NULL,
    StatsId       int           NOT NULL,
    CapturedAt    datetime2(3)  NOT NULL,
    TableName     nvarchar(257) NOT NULL,
    StatisticName nvarchar(128) NOT NULL,
    TableRows     bigint        NOT NULL,
    ChangedRows   bigint        NOT NULL,
    SampledRows   bigint        NULL,
    UpdatedAt     datetime2(3)  NULL,
    IsStale       bit           NOT NULL,
    CONSTRAINT PK_fact_StatisticHealth PRIMARY KEY CLUSTERED (InstanceId, ObjectId, StatsId, CapturedAt)
)
ON PS_Day (CapturedAt);
