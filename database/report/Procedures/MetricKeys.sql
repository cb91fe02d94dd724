/*  report.MetricKeys: the keys that a metric has brought values for, by instance and key.
    @MetricName     config.Metric
    @InstanceName   NULL: all
    @Search         only keys that contain it; NULL or empty: all
    @AfterKey       only keys behind this one, for reading on within one instance; NULL: from the first on
    @RowCount       1 to 1001 rows
    Result          InstanceName, KeyText (empty for a metric without keys)  */
CREATE PROCEDURE report.MetricKeys
    @MetricName   nvarchar(64) = NULL,
    @InstanceName sysname = NULL,
    @Search       nvarchar(100) = NULL,
    @AfterKey     nvarchar(256) = NULL,
    @RowCount     int = 51,
    @Help         bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'MetricKeys';
    RETURN;
END;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SET @RowCount = CASE WHEN @RowCount BETWEEN 1 AND 1001 THEN @RowCount ELSE 51 END;

SELECT TOP (@RowCount) i.InstanceName, k.KeyText
FROM config.Metric AS m
INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
WHERE m.MetricName = @MetricName
  AND (@InstanceName IS NULL OR i.InstanceName = @InstanceName)
  AND (@Like IS NULL OR k.KeyText LIKE @Like)
  AND (@AfterKey IS NULL OR k.KeyText > @AfterKey)
ORDER BY i.InstanceName, k.KeyText
OPTION (RECOMPILE);
