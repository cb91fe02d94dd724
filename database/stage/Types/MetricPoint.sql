/*  Values for the spine, by name. One row per metric, key and time; KeyText is empty for a metric without
    keys; a NULL Value is not stored.
    CapturedAt   the value's own time, of what a collector reads of the past; NULL: that of the capture  */
CREATE TYPE stage.MetricPoint AS TABLE
(
    MetricName nvarchar(64)  NOT NULL,
    KeyText    nvarchar(256) NOT NULL,
    Value      float         NULL,
    CapturedAt datetime2(3)  NULL
);
