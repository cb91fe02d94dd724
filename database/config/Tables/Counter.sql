/*  The performance counters worth having, and the metric each becomes. Some sixty rows, kept for good;
    the seed adds what is missing.
    ObjectName     without the instance's prefix (SQLServer: or MSSQL$NAME:)
    InstanceName   of the counter, empty for none; NULL: each instance that the
                   collector reads is a key of the metric
    BaseName       counter that divides it, for ratios and averages; named here,
                   because the names follow no rule
    IsRunning      1 for a counter that is shown as a state but only goes up, such as Log
                   Growths: its increase is what tells
    Scale          the value is multiplied by it
    Names are compared as the server writes them, whatever the collation of either server.  */
CREATE TABLE config.Counter
(
    CounterId    int           NOT NULL IDENTITY (1, 1),
    ObjectName   nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
    CounterName  nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
    InstanceName nvarchar(128) COLLATE Latin1_General_CI_AS NULL,
    BaseName     nvarchar(128) COLLATE Latin1_General_CI_AS NULL,
    IsRunning    bit           NOT NULL CONSTRAINT DF_Counter_IsRunning DEFAULT (0),
    Scale        float         NOT NULL CONSTRAINT DF_Counter_Scale DEFAULT (1),
    MetricName   nvarchar(64)  NOT NULL,
    CONSTRAINT PK_Counter PRIMARY KEY CLUSTERED (CounterId),
    CONSTRAINT UQ_Counter_Name UNIQUE (ObjectName, CounterName, InstanceName),
    CONSTRAINT FK_Counter_Metric FOREIGN KEY (MetricName) REFERENCES config.Metric (MetricName),
    CONSTRAINT CK_Counter_Scale CHECK (Scale > 0)
);
