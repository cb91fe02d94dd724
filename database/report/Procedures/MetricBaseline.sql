/*  report.MetricBaseline: what is usual for a series at a time, and whether that may be relied on yet:
    baseline.UsualOf.
    @SeriesId   rollup.Series (report.MetricState)
    @At         UTC; NULL: now
    Result      one row: P5, P50, P95, P99, SampleCount, LevelName, IsLearning, LearnedDates, NeededDates,
                UsableOn (local date)  */
CREATE PROCEDURE report.MetricBaseline
    @SeriesId int = NULL,
    @At       datetime2(3) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'MetricBaseline';
    RETURN;
END;

SET @At = COALESCE(@At, (SELECT n.NowAt FROM report.Now() AS n));

SELECT
    u.P5,
    u.P50,
    u.P95,
    u.P99,
    u.SampleCount,
    u.LevelName,
    u.IsLearning,
    u.LearnedDates,
    u.NeededDates,
    u.UsableOn
FROM rollup.Series AS s
CROSS APPLY baseline.UsualOf(s.InstanceId, s.MetricId, s.KeyId, @At) AS u
WHERE s.SeriesId = @SeriesId;
