/*  Values for the spine, by name, each with a time of its own: what a collector reads of the past.
    Else like stage.MetricPoint.  */
CREATE TYPE stage.MetricPointAt AS TABLE
(
    MetricName nvarchar(64)  NOT NULL,
    KeyText    nvarchar(256) NOT NULL,
    CapturedAt datetime2(3)  NOT NULL,
    Value      float         NULL
);
