/*  baseline.ScoreSeries: holds each series with a record against it, over the last four buckets of five
    minutes that are over. Called by ops.BuildBaselines; does nothing when no bucket has ended since.
    @Now         UTC
    @Anomalies   out: series that are beyond their record now
    u = LN(1 + value / floor), e = u less the class median of u (where lower is worse: the reverse), e4 the
    smallest e of four buckets, all of them watched. Beyond is e4 above LN 1.5 and above 1.5 times the record.
    Values of events are too sparse for four buckets on end and are left out; so are a server that started
    less than 15 minutes before these buckets, and special days (baseline.SpecialDayOf).  */
CREATE PROCEDURE baseline.ScoreSeries
    @Now       datetime2(3),
    @Anomalies int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @ToAt datetime2(3) = (SELECT b.BucketAt FROM lib.BucketStart(DATEADD(second, -90, @Now), 5) AS b);
DECLARE @FromAt datetime2(3) = DATEADD(minute, -20, @ToAt);

IF NOT EXISTS (SELECT 1 FROM baseline.ScoreState AS s WHERE s.ScoredTo = @ToAt)
   AND EXISTS (SELECT 1 FROM baseline.SeriesState AS b WHERE b.Record IS NOT NULL)
BEGIN
    CREATE TABLE #Bucket
    (
        InstanceId  int          NOT NULL,
        CollectorId int          NOT NULL,
        BucketAt    datetime2(3) NOT NULL,
        HourOfWeek  tinyint      NOT NULL,
        CoveredMs   int          NOT NULL,
        PRIMARY KEY CLUSTERED (InstanceId, CollectorId, BucketAt)
    );

    INSERT #Bucket (InstanceId, CollectorId, BucketAt, HourOfWeek, CoveredMs)
    SELECT c.InstanceId, c.CollectorId, c.BucketAt, h.HourOfWeek, c.CoveredMs
    FROM rollup.Coverage AS c
    INNER JOIN config.Instance AS i ON i.InstanceId = c.InstanceId AND i.IsEnabled = 1
    CROSS APPLY
    (
        SELECT LocalAt = CAST((c.BucketAt AT TIME ZONE N'UTC') AT TIME ZONE COALESCE(i.TimeZoneName, N'UTC') AS datetime2(3))
    ) AS t
    CROSS APPLY lib.HourOfWeek(t.LocalAt) AS h
    WHERE c.BucketAt >= @FromAt
      AND c.BucketAt < @ToAt
      AND c.CoveredMs >= 240000
      AND NOT EXISTS
          (
              SELECT 1
              FROM fact.CpuCapture AS u
              WHERE u.InstanceId = c.InstanceId
                AND u.CapturedAt >= @FromAt
                AND u.CapturedAt < @ToAt
                AND u.ServerStartedAt > DATEADD(minute, -15, @FromAt)
          )
      AND NOT EXISTS (SELECT 1 FROM baseline.SpecialDayOf(c.InstanceId, CAST(CAST(t.LocalAt AS date) AS datetime2(3))) AS d);

    CREATE TABLE #Score
    (
        SeriesId     int   NOT NULL PRIMARY KEY CLUSTERED,
        RecordFactor float NOT NULL,
        MeanValue    float NOT NULL,
        UsualValue   float NOT NULL
    );

    INSERT #Score (SeriesId, RecordFactor, MeanValue, UsualValue)
    SELECT
        e.SeriesId,
        CASE WHEN e.E4 >= 1000 * e.Record THEN 1000e0 ELSE e.E4 / CASE WHEN e.Record > 0 THEN e.Record ELSE 1e0 END END,
        e.MeanValue,
        e.UsualValue
    FROM
    (
        SELECT
            b.SeriesId,
            b.Record,
            E4 = MIN(CASE m.Direction WHEN N'lower' THEN -1 ELSE 1 END
                * (LOG(1e0 + CASE WHEN v.Value > 0 THEN v.Value ELSE 0e0 END / b.FloorValue) - u.CentreU)),
            MeanValue = AVG(v.Value),
            UsualValue = AVG(u.P50)
        FROM baseline.SeriesState AS b
        INNER JOIN rollup.Series AS s ON s.SeriesId = b.SeriesId
        INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.DefinitionVersion = b.DefinitionVersion
        INNER JOIN config.Collector AS c ON c.CollectorName = m.CollectorName
        INNER JOIN #Bucket AS k ON k.InstanceId = s.InstanceId AND k.CollectorId = c.CollectorId
        INNER JOIN baseline.Usual AS u ON u.SeriesId = b.SeriesId AND u.HourOfWeek = k.HourOfWeek
        LEFT JOIN rollup.FiveMinute AS f
            ON f.SeriesId = b.SeriesId
           AND f.BucketAt = k.BucketAt
           AND f.BucketAt >= @FromAt
           AND f.BucketAt < @ToAt
        CROSS APPLY
        (
            SELECT Value = CASE
                WHEN m.Kind = N'event count' THEN COALESCE(f.SumValue, 0) * 60000 / k.CoveredMs
                ELSE f.SumValue / f.ValueCount
            END
        ) AS v
        WHERE b.Record IS NOT NULL
          AND b.BuiltAt > DATEADD(day, -3, @Now)
          AND m.Kind <> N'event value'
          AND v.Value IS NOT NULL
        GROUP BY b.SeriesId, b.Record
        HAVING COUNT(*) = 4
    ) AS e
    WHERE e.E4 > LOG(1.5e0)
      AND e.E4 > 1.5e0 * e.Record;

    BEGIN TRANSACTION;

    UPDATE a
    SET LastAt = @ToAt,
        PeakValue = CASE WHEN s.RecordFactor > a.RecordFactor THEN s.MeanValue ELSE a.PeakValue END,
        UsualValue = CASE WHEN s.RecordFactor > a.RecordFactor THEN s.UsualValue ELSE a.UsualValue END,
        RecordFactor = CASE WHEN s.RecordFactor > a.RecordFactor THEN s.RecordFactor ELSE a.RecordFactor END
    FROM baseline.Anomaly AS a
    INNER JOIN #Score AS s ON s.SeriesId = a.SeriesId
    WHERE a.EndedAt IS NULL;

    INSERT baseline.Anomaly (SeriesId, BeganAt, LastAt, RecordFactor, PeakValue, UsualValue)
    SELECT s.SeriesId, @FromAt, @ToAt, s.RecordFactor, s.MeanValue, s.UsualValue
    FROM #Score AS s
    WHERE NOT EXISTS (SELECT 1 FROM baseline.Anomaly AS a WHERE a.SeriesId = s.SeriesId AND a.EndedAt IS NULL);

    UPDATE a
    SET EndedAt = @ToAt
    FROM baseline.Anomaly AS a
    WHERE a.EndedAt IS NULL
      AND a.LastAt <= DATEADD(minute, -20, @ToAt);

    UPDATE baseline.ScoreState
    SET ScoredTo = @ToAt
    WHERE StateId = 1;

    IF @@ROWCOUNT = 0
        INSERT baseline.ScoreState (StateId, ScoredTo)
        VALUES (1, @ToAt);

    COMMIT TRANSACTION;
END;

SET @Anomalies = (SELECT COUNT(*) FROM baseline.Anomaly AS a WHERE a.EndedAt IS NULL);
