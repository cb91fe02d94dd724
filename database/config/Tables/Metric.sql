/*  The metrics that exist: what a value of fact.Metric means. One row per metric, kept for good;
    config.DefineMetric writes it when a version is deployed.
    Direction is the side that is worse: higher, lower, or none for a value that is
    good or bad only beside others.
    Kind says how values become rollups:
    gauge        what was read at a time, rates per second among them; mean, percentiles
    event count  how many happened, at their own times; sums over watched time, 0 where nothing happened
                 while it was watched
    event value  what an event took, at its end; mean and percentiles over the events
    KeyKind says what a key of the metric names: none, AOS, batch class, batch
    group, wait category, file …
    FloorValue is too little to speak of, in the metric's unit; NULL: that of its unit, lib.UnitFloor.
    DefinitionVersion rises when unit, kind or key change their meaning; baselines are then learnt again.
    IsExported: its latest values are gauges of the service (alert.GetGauges); config.SetMetricExport.  */
CREATE TABLE config.Metric
(
    MetricId      int            NOT NULL IDENTITY (1, 1),
    MetricName    nvarchar(64)   NOT NULL,
    CollectorName nvarchar(64)   NOT NULL,
    Unit          nvarchar(32)   NOT NULL,
    Direction     nvarchar(8)    NOT NULL,
    KeyKind       nvarchar(32)   NOT NULL,
    Description   nvarchar(500)  NOT NULL,
    Kind          nvarchar(16)   NOT NULL,
    FloorValue    float          NULL,
    DefinitionVersion int        NOT NULL CONSTRAINT DF_Metric_DefinitionVersion DEFAULT (1),
    IsExported    bit            NOT NULL CONSTRAINT DF_Metric_IsExported DEFAULT (0),
    CONSTRAINT PK_Metric PRIMARY KEY CLUSTERED (MetricId),
    CONSTRAINT UQ_Metric_MetricName UNIQUE (MetricName),
    CONSTRAINT FK_Metric_Collector FOREIGN KEY (CollectorName) REFERENCES config.Collector (CollectorName),
    CONSTRAINT CK_Metric_Direction CHECK (Direction IN (N'higher', N'lower', N'none')),
    CONSTRAINT CK_Metric_Kind CHECK (Kind IN (N'gauge', N'event count', N'event value')),
    CONSTRAINT CK_Metric_FloorValue CHECK (FloorValue > 0),
    CONSTRAINT CK_Metric_MetricName CHECK (LEN(MetricName) > 0 AND MetricName NOT LIKE N'%[^a-z0-9._]%'),
    CONSTRAINT CK_Metric_Unit CHECK (LEN(Unit) > 0),
    CONSTRAINT CK_Metric_KeyKind CHECK (LEN(KeyKind) > 0),
    CONSTRAINT CK_Metric_Description CHECK (LEN(Description) > 0)
);
