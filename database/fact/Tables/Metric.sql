/*  The spine: one value of one metric for one key at one time. Everything that compares, rolls up or
    alerts reads this table alone.
    Some hundred thousand rows an instance and day. The key begins with the series, because a series
    over time is what is read.  */
CREATE TABLE fact.Metric
(
    InstanceId int          NOT NULL,
    MetricId   int          NOT NULL,
    KeyId      int          NOT NULL,
    CapturedAt datetime2(3) NOT NULL,
    Value      float        NOT NULL,
    CONSTRAINT PK_fact_Metric PRIMARY KEY CLUSTERED (InstanceId, MetricId, KeyId, CapturedAt)
)
ON PS_Day (CapturedAt);
