/*  alert.AxTableEvent: temporary tables of AX that only become more.
    @Now      UTC
    Result    one row per AX table and measure: InstanceId, AlertKey (its name, else its id), MeasureName,
              MeasureValue
              RisenCount   copies of it more than 30 minutes ago; 0 when they were fewer in between, or the
                           half hour is not whole
              TableCount   copies of it now  */
CREATE FUNCTION alert.AxTableEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        t.InstanceId,
        AlertKey = CAST(COALESCE(t.TableName, CAST(t.AxTableId AS nvarchar(12))) AS nvarchar(256)),
        v.MeasureName,
        MeasureValue = CAST(v.MeasureValue AS float),
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM
    (
        SELECT
            c.InstanceId,
            c.AxTableId,
            TableName = MAX(c.TableName),
            LastCount = MAX(CASE WHEN c.LastNumber = 1 THEN c.TableCount END),
            FirstCount = MAX(CASE WHEN c.FirstNumber = 1 THEN c.TableCount END),
            FirstAt = MIN(c.CapturedAt),
            Falls = SUM(CASE WHEN c.TableCount < c.BeforeCount THEN 1 ELSE 0 END)
        FROM
        (
            SELECT
                x.InstanceId,
                x.AxTableId,
                x.TableName,
                x.TableCount,
                x.CapturedAt,
                BeforeCount = LAG(x.TableCount) OVER (PARTITION BY x.InstanceId, x.AxTableId ORDER BY x.CapturedAt),
                FirstNumber = ROW_NUMBER() OVER (PARTITION BY x.InstanceId, x.AxTableId ORDER BY x.CapturedAt),
                LastNumber = ROW_NUMBER() OVER (PARTITION BY x.InstanceId, x.AxTableId ORDER BY x.CapturedAt DESC)
            FROM config.Instance AS n
            INNER JOIN fact.TempDbAxTable AS x
                ON x.InstanceId = n.InstanceId
               AND x.CapturedAt > DATEADD(minute, -30, @Now)
               AND x.CapturedAt <= @Now
            WHERE n.IsEnabled = 1
        ) AS c
        GROUP BY c.InstanceId, c.AxTableId
        HAVING MAX(c.CapturedAt) > DATEADD(minute, -10, @Now)
    ) AS t
    CROSS APPLY
    (
        VALUES
            (N'RisenCount', CASE WHEN t.Falls = 0 THEN t.LastCount - t.FirstCount ELSE 0 END),
            (N'TableCount', t.LastCount)
    ) AS v (MeasureName, MeasureValue)
);
