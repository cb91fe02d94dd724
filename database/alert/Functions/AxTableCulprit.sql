/*  alert.AxTableCulprit: a temporary table of AX that only becomes more.
    @InstanceId
    @TableName   its name, or its id
    @Now         UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.AxTableCulprit
(
    @InstanceId int,
    @TableName nvarchar(256),
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(N'Temp tables leak: ', @TableName, N' ', CASE WHEN c.LastCount >= c.FirstCount THEN N'+' END, c.LastCount - c.FirstCount, N' in ', d.DurationText), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(c.LastCount, N' copies now.'), 1000) AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(NULL AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(@TableName AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson = 
        (
            SELECT TOP (12) x.CapturedAt AS capturedAt, x.TableCount AS copies
            FROM fact.TempDbAxTable AS x
            WHERE x.InstanceId = @InstanceId
              AND x.AxTableId = c.AxTableId
              AND x.CapturedAt > DATEADD(hour, -1, @Now)
              AND x.CapturedAt <= @Now
            ORDER BY x.CapturedAt DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM
    (
        SELECT
            y.AxTableId,
            LastCount = MAX(CASE WHEN y.LastNumber = 1 THEN y.TableCount END),
            FirstCount = MAX(CASE WHEN y.FirstNumber = 1 THEN y.TableCount END),
            LastedMs = DATEDIFF_BIG(millisecond, MIN(y.CapturedAt), MAX(y.CapturedAt))
        FROM
        (
            SELECT
                x.AxTableId,
                x.TableCount,
                x.CapturedAt,
                FirstNumber = ROW_NUMBER() OVER (PARTITION BY x.AxTableId ORDER BY x.CapturedAt),
                LastNumber = ROW_NUMBER() OVER (PARTITION BY x.AxTableId ORDER BY x.CapturedAt DESC)
            FROM fact.TempDbAxTable AS x
            WHERE x.InstanceId = @InstanceId
              AND COALESCE(x.TableName, CAST(x.AxTableId AS nvarchar(12))) = @TableName
              AND x.CapturedAt > DATEADD(minute, -30, @Now)
              AND x.CapturedAt <= @Now
        ) AS y
        GROUP BY y.AxTableId
    ) AS c
    CROSS APPLY lib.DurationText(c.LastedMs) AS d
);
