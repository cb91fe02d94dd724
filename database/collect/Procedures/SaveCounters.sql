/*  collect.SaveCounters: turns one sample of performance counters into metrics.
    @InstanceId        config.Instance
    @RunId             the orchestrator's run
    @CapturedAt        UTC time of the sample on the watched server
    @ServerStartedAt   UTC start of the watched server
    @SourceMs          its millisecond clock
    @IsTruncated       1 when the collector hit its row limit
    @Rows              see stage.Counters; what config.Counter does not name is left out
    Result             one row: SavedRows (values stored), WasDuplicate
    Errors             50010 unknown instance
    The type of a counter says what its value is:
      65792                    a state: the value (or its increase, where config.Counter says so)
      272696320, 272696576     a sum: its increase per second
      537003264                a part of its base: percent
      1073874176               a sum over operations counted by its base: increase per operation
    A counter that fell has restarted; it has no value for this interval. A repeated or late call (same or
    earlier @CapturedAt) changes nothing.  */
CREATE PROCEDURE collect.SaveCounters
    @InstanceId      int,
    @RunId           uniqueidentifier,
    @CapturedAt      datetime2(3),
    @ServerStartedAt datetime2(3) = NULL,
    @SourceMs        bigint = NULL,
    @IsTruncated     bit = 0,
    @Rows            stage.Counters READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

-- What is not said is not so.
SET @IsTruncated = COALESCE(@IsTruncated, 0);

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @ResetCount int = 0;
DECLARE @ElapsedMs bigint;
DECLARE @Continuity nvarchar(16);
DECLARE @MissingCounters nvarchar(2000);
DECLARE @Points stage.MetricPoint;

CREATE TABLE #Row
(
    ObjectName   nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
    CounterName  nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
    InstanceName nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
    Value        bigint        NOT NULL,
    CounterType  int           NOT NULL,
    PRIMARY KEY CLUSTERED (ObjectName, CounterName, InstanceName)
);

CREATE TABLE #Now
(
    CounterId   int           NOT NULL,
    KeyText     nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
    Kind        nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    Value       bigint        NOT NULL,
    BaseValue   bigint        NULL,
    PRIMARY KEY CLUSTERED (CounterId, KeyText)
);

-- An absurd value in the head of a capture is none.
SELECT
    @ServerStartedAt = (SELECT k.At FROM lib.KnownStart(@ServerStartedAt, @CapturedAt) AS k),
    @SourceMs = (SELECT k.Value FROM lib.KnownCount(@SourceMs) AS k);

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'Counters', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        r.ObjectName,
        r.CounterName,
        r.InstanceName,
        Value = k1.Value,
        r.CounterType,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    CROSS APPLY lib.KnownCount(r.Value) AS k1
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'ObjectName', DATALENGTH(r.ObjectName), N''),
                (N'CounterName', DATALENGTH(r.CounterName), N''),
                (N'InstanceName', DATALENGTH(r.InstanceName), N''),
                (N'Value', CASE WHEN k1.Value IS NOT NULL THEN 1 END, CONCAT(r.Value, N'')),
                (N'CounterType', DATALENGTH(r.CounterType), N'')
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'Counters', @CapturedAt;

    EXEC collect.AdvanceSample @InstanceId, N'Counters', @CapturedAt, @ServerStartedAt, @SourceMs, @ElapsedMs OUTPUT,
        @Continuity OUTPUT;

    INSERT #Row (ObjectName, CounterName, InstanceName, Value, CounterType)
    SELECT
        r.ObjectName COLLATE Latin1_General_CI_AS,
        r.CounterName COLLATE Latin1_General_CI_AS,
        r.InstanceName COLLATE Latin1_General_CI_AS,
        MAX(r.Value),
        MAX(r.CounterType)
    FROM #Staged AS r
    GROUP BY r.ObjectName COLLATE Latin1_General_CI_AS, r.CounterName COLLATE Latin1_General_CI_AS,
        r.InstanceName COLLATE Latin1_General_CI_AS;

    INSERT #Now (CounterId, KeyText, Kind, Value, BaseValue)
    SELECT c.CounterId, CASE WHEN c.InstanceName IS NULL THEN r.InstanceName ELSE N'' END, k.Kind, r.Value, b.Value
    FROM config.Counter AS c
    INNER JOIN #Row AS r ON r.ObjectName = c.ObjectName
        AND r.CounterName = c.CounterName
        AND (c.InstanceName IS NULL OR r.InstanceName = c.InstanceName)
    LEFT JOIN #Row AS b ON b.ObjectName = c.ObjectName AND b.CounterName = c.BaseName AND b.InstanceName = r.InstanceName
    CROSS APPLY
    (
        SELECT Kind =
            CASE
                WHEN r.CounterType = 65792 AND c.IsRunning = 1 THEN N'increase'
                WHEN r.CounterType = 65792 THEN N'state'
                WHEN r.CounterType IN (272696320, 272696576) THEN N'rate'
                WHEN r.CounterType = 537003264 AND b.Value IS NOT NULL THEN N'ratio'
                WHEN r.CounterType = 1073874176 AND b.Value IS NOT NULL THEN N'average'
            END
    ) AS k
    WHERE k.Kind IS NOT NULL;

    IF @Continuity = N'restart'
        DELETE collect.CounterState
        WHERE InstanceId = @InstanceId;

    SET @ResetCount =
    (
        SELECT COUNT(*)
        FROM #Now AS n
        INNER JOIN collect.CounterState AS s ON s.InstanceId = @InstanceId
            AND s.CounterId = n.CounterId
            AND s.KeyText = n.KeyText
        WHERE n.Value < s.Value
           OR n.BaseValue < s.BaseValue
    );

    INSERT @Points (MetricName, KeyText, Value)
    SELECT c.MetricName, n.KeyText, c.Scale * v.Value
    FROM #Now AS n
    INNER JOIN config.Counter AS c ON c.CounterId = n.CounterId
    LEFT JOIN collect.CounterState AS s ON s.InstanceId = @InstanceId
        AND s.CounterId = n.CounterId
        AND s.KeyText = n.KeyText
        AND s.Value <= n.Value
        AND (s.BaseValue IS NULL OR s.BaseValue <= n.BaseValue)
    CROSS APPLY
    (
        SELECT Value =
            CASE
                WHEN n.Kind = N'state' THEN n.Value
                WHEN n.Kind = N'ratio' THEN 100.0E0 * n.Value / NULLIF(n.BaseValue, 0)
                WHEN @Continuity <> N'continued' THEN NULL
                WHEN n.Kind = N'increase' THEN n.Value - s.Value
                WHEN n.Kind = N'rate' THEN 1000.0E0 * (n.Value - s.Value) / @ElapsedMs
                WHEN n.Kind = N'average' THEN 1.0E0 * (n.Value - s.Value) / NULLIF(n.BaseValue - s.BaseValue, 0)
            END
    ) AS v
    WHERE v.Value IS NOT NULL;

    SET @SavedRows = @@ROWCOUNT;

    -- A counter that is away for a while would be told over more than this interval when it is back.
    DELETE s
    FROM collect.CounterState AS s
    WHERE s.InstanceId = @InstanceId
      AND NOT EXISTS (SELECT 1 FROM #Now AS n WHERE n.CounterId = s.CounterId AND n.KeyText = s.KeyText);

    UPDATE s
    SET Value = n.Value,
        BaseValue = n.BaseValue
    FROM collect.CounterState AS s
    INNER JOIN #Now AS n ON n.CounterId = s.CounterId AND n.KeyText = s.KeyText
    WHERE s.InstanceId = @InstanceId
      AND (n.Value <> s.Value OR n.BaseValue <> s.BaseValue);

    INSERT collect.CounterState (InstanceId, CounterId, KeyText, Value, BaseValue)
    SELECT @InstanceId, n.CounterId, n.KeyText, n.Value, n.BaseValue
    FROM #Now AS n
    WHERE n.Kind IN (N'increase', N'rate', N'average')
      AND NOT EXISTS (
          SELECT 1
          FROM collect.CounterState AS s
          WHERE s.InstanceId = @InstanceId AND s.CounterId = n.CounterId AND s.KeyText = n.KeyText
      );

    SET @MissingCounters = LEFT(STUFF(
    (
        SELECT CONCAT(N', ', c.ObjectName, N': ', c.CounterName)
        FROM config.Counter AS c
        WHERE NOT EXISTS (SELECT 1 FROM #Now AS n WHERE n.CounterId = c.CounterId)
        ORDER BY c.ObjectName, c.CounterName
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(max)'), 1, 2, N''), 2000);

    INSERT fact.CounterCapture
    (
        InstanceId,
        CapturedAt,
        RunId,
        ServerStartedAt,
        Continuity,
        ElapsedMs,
        ValueCount,
        ResetCount,
        IsTruncated,
        MissingCounters
    )
    VALUES
    (
        @InstanceId,
        @CapturedAt,
        @RunId,
        @ServerStartedAt,
        @Continuity,
        @ElapsedMs,
        @SavedRows,
        @ResetCount,
        @IsTruncated,
        @MissingCounters
    );

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
