/*  The series of the spine: each metric with each key on each instance that ever brought a value, by number.
    Written by collect.SaveMetrics, kept for good; some thousand rows an instance. SeriesId stands for the
    three in every table of this schema. What reads the latest values of a metric seeks them series by series
    from here, instead of reading the day's values of all its keys.  */
CREATE TABLE rollup.Series
(
    SeriesId   int NOT NULL IDENTITY (1, 1),
    InstanceId int NOT NULL,
    MetricId   int NOT NULL,
    KeyId      int NOT NULL,
    CONSTRAINT PK_Series PRIMARY KEY CLUSTERED (SeriesId),
    CONSTRAINT UQ_Series_Key UNIQUE (MetricId, InstanceId, KeyId),
    CONSTRAINT FK_Series_Metric FOREIGN KEY (MetricId) REFERENCES config.Metric (MetricId),
    CONSTRAINT FK_Series_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_Series_MetricKey FOREIGN KEY (KeyId) REFERENCES dim.MetricKey (KeyId)
);
