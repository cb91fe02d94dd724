/*  lib.HourOfWeek: the class of baselines that a local time lies in.
    @LocalAt   time on the instance's clock
    Result     one row: HourOfWeek, 0 (Monday 00) to 167 (Sunday 23), whatever DATEFIRST says  */
CREATE FUNCTION lib.HourOfWeek
(
    @LocalAt datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT HourOfWeek = CAST(DATEDIFF(day, '19000101', @LocalAt) % 7 * 24 + DATEPART(hour, @LocalAt) AS tinyint)
);
