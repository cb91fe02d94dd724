-- interval: 60 s
-- timeout: 5 s
-- rows: 3000
-- permissions: VIEW SERVER STATE
-- needs: VIEW SERVER STATE
--
-- Performance counters as the server counts them; the repository picks those of config.Counter and knows how
-- to read each type. Of the counters of databases come the totals, tempdb and the AX database. Names come
-- without the prefix of the instance (SQLServer: or MSSQL$NAME:) and without the blanks that fill nchar(128).
-- include: SessionSettings
-- include: ServerClock

CREATE TABLE #Counter
(
    ObjectName   nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
    CounterName  nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
    InstanceName nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
    Value        bigint        NOT NULL,
    CounterType  int           NOT NULL
);

INSERT #Counter (ObjectName, CounterName, InstanceName, Value, CounterType)
SELECT TOP (@RowLimit + 1) n.ObjectName, n.CounterName, n.InstanceName, p.cntr_value, p.cntr_type
FROM sys.dm_os_performance_counters AS p
CROSS APPLY
(
    SELECT
        ObjectName = RTRIM(SUBSTRING(p.object_name, CHARINDEX(N':', p.object_name) + 1, 128)) COLLATE Latin1_General_CI_AS,
        CounterName = RTRIM(p.counter_name) COLLATE Latin1_General_CI_AS,
        InstanceName = COALESCE(RTRIM(p.instance_name), N'') COLLATE Latin1_General_CI_AS
) AS n
WHERE n.ObjectName IN
    (
        N'Access Methods', N'Buffer Manager', N'Cursor Manager by Type', N'Cursor Manager Total', N'General Statistics',
        N'Latches', N'Locks', N'Memory Manager', N'Plan Cache',
        N'SQL Errors', N'SQL Statistics', N'Transactions'
    )
   OR (n.ObjectName = N'Databases' AND n.InstanceName IN (N'_Total', N'tempdb', @AxDatabaseName));

SELECT
    CapturedAt = @CapturedAt,
    ServerStartedAt = @ServerStartedAt,
    SourceMs = @SourceMs,
    IsTruncated = CAST(CASE WHEN (SELECT COUNT(*) FROM #Counter AS c) > @RowLimit THEN 1 ELSE 0 END AS bit);

SELECT TOP (@RowLimit)
    ObjectName = c.ObjectName,
    CounterName = c.CounterName,
    InstanceName = c.InstanceName,
    Value = c.Value,
    CounterType = c.CounterType
FROM #Counter AS c;

DROP TABLE #Counter;
