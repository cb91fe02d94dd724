/*  Values for the spine, by name. One row per metric and key; KeyText is empty for a metric without keys;
    a NULL Value is not stored.  */
CREATE TYPE stage.MetricPoint AS TABLE
(
    MetricName nvarchar(64)  NOT NULL,
    KeyText    nvarchar(256) NOT NULL,
    Value      float         NULL
);
