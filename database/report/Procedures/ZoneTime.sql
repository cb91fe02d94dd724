/*  report.ZoneTime: turns what the clock of a time zone shows into UTC, and back.
    @LocalAt    what it shows; a time that a change of clocks leaves out counts as the hour after it
    @UtcAt      or UTC
    @TimeZone   a name of sys.time_zone_info; NULL, empty or unknown: UTC
    Result      one row: UtcAt of @LocalAt, LocalAt of @UtcAt  */
CREATE PROCEDURE report.ZoneTime
    @LocalAt  datetime2(3) = NULL,
    @UtcAt    datetime2(3) = NULL,
    @TimeZone nvarchar(128) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'ZoneTime';
    RETURN;
END;

DECLARE @Zone nvarchar(128) = COALESCE((SELECT z.name FROM sys.time_zone_info AS z WHERE z.name = @TimeZone), N'UTC');

SELECT
    UtcAt = CAST(@LocalAt AT TIME ZONE @Zone AT TIME ZONE N'UTC' AS datetime2(3)),
    LocalAt = CAST(@UtcAt AT TIME ZONE N'UTC' AT TIME ZONE @Zone AS datetime2(3));
