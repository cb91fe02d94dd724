/*  report.TimeZoneDefault: the time zone in which a page is shown when none is chosen: that of the instance;
    for all instances the one that all of them share, else UTC.
    @InstanceId   NULL for all
    Result        one row: TimeZoneName  */
CREATE PROCEDURE report.TimeZoneDefault
    @InstanceId int = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'TimeZoneDefault';
    RETURN;
END;

SELECT TimeZoneName = COALESCE(
    (SELECT z.name FROM sys.time_zone_info AS z WHERE z.name = w.WantedName),
    CAST(N'UTC' AS sysname))
FROM
(
    SELECT WantedName = CASE
        WHEN @InstanceId IS NOT NULL THEN (SELECT i.TimeZoneName FROM config.Instance AS i WHERE i.InstanceId = @InstanceId)
        ELSE (
            SELECT MAX(i.TimeZoneName)
            FROM config.Instance AS i
            WHERE i.IsEnabled = 1
            HAVING COUNT(DISTINCT COALESCE(i.TimeZoneName, N'UTC')) = 1)
    END
) AS w;
