/*  What the collector Counters hands over: one row per performance counter, its names without padding and
    prefix, an instance that there is none of as the empty text.
    CounterType is sys.dm_os_performance_counters.cntr_type, which tells how the value is to be read.  */
CREATE TYPE stage.Counters AS TABLE
(
    ObjectName   nvarchar(128) NULL,
    CounterName  nvarchar(128) NULL,
    InstanceName nvarchar(128) NULL,
    Value        bigint        NULL,
    CounterType  int           NULL
);
