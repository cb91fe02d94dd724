/*  What alert.AggregateMetrics returns, handed to the functions that measure rules: one row per series and
    window, with SampleCount 0 for a series that brought nothing in the window. LastValue and MedianValue are
    NULL where no rule asks for them.  */
CREATE TYPE alert.MetricAggregate AS TABLE
(
    MetricId    int   NOT NULL,
    WindowMs    int   NOT NULL,
    InstanceId  int   NOT NULL,
    KeyId       int   NOT NULL,
    SampleCount int   NOT NULL,
    SumValue    float NULL,
    MinValue    float NULL,
    MaxValue    float NULL,
    LastValue   float NULL,
    MedianValue float NULL,
    PRIMARY KEY CLUSTERED (MetricId, WindowMs, InstanceId, KeyId)
);
