/*  Which series fact.Metric has: each metric with each key on each instance that ever brought a value. Some
    thousand rows an instance. What reads the latest values of a metric seeks them series by series from here,
    instead of reading the day's values of all its keys.  */
CREATE TABLE dim.MetricSeries
(
    MetricId   int NOT NULL,
    InstanceId int NOT NULL,
    KeyId      int NOT NULL,
    CONSTRAINT PK_MetricSeries PRIMARY KEY CLUSTERED (MetricId, InstanceId, KeyId),
    CONSTRAINT FK_MetricSeries_Metric FOREIGN KEY (MetricId) REFERENCES config.Metric (MetricId),
    CONSTRAINT FK_MetricSeries_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_MetricSeries_MetricKey FOREIGN KEY (KeyId) REFERENCES dim.MetricKey (KeyId)
);
