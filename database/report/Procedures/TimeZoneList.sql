/*  report.TimeZoneList: the time zones that a reader may choose, UTC first, those of instances next.
    Result   TimeZoneName, TimeZoneText  */
CREATE PROCEDURE report.TimeZoneList
    @Help bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'TimeZoneList';
    RETURN;
END;

SELECT
    TimeZoneName = z.name,
    TimeZoneText = CONCAT(z.name, N' (', z.current_utc_offset, N')')
FROM sys.time_zone_info AS z
ORDER BY
    CASE
        WHEN z.name = N'UTC' THEN 0
        WHEN EXISTS (SELECT 1 FROM config.Instance AS i WHERE i.TimeZoneName = z.name) THEN 1
        ELSE 2
    END,
    z.name;
