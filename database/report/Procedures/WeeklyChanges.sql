/*  report.WeeklyChanges: what somebody or something changed in a week, latest first, as report.Changes has
    it.
    @InstanceId, @Stage   NULL for all
    @TimeZone, @WeekStart   as in report.WeekOf  */
CREATE PROCEDURE report.WeeklyChanges
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @WeekStart  datetime2(3) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'WeeklyChanges';
    RETURN;
END;

DECLARE @FromLocal datetime2(3);
DECLARE @ToLocal datetime2(3);

SELECT @FromLocal = w.MondayLocal, @ToLocal = DATEADD(day, 7, w.MondayLocal)
FROM report.WeekOf(@WeekStart, @TimeZone) AS w;

EXEC report.Changes @InstanceId, @Stage, @FromAt = @FromLocal, @ToAt = @ToLocal, @TimeZone = @TimeZone;
