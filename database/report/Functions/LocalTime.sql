/*  report.LocalTime: a time by the clock of a zone.
    @At         UTC; NULL gives NULL
    @ZoneName   as in sys.time_zone_info
    Result      one row: LocalAt  */
CREATE FUNCTION report.LocalTime
(
    @At       datetime2(3),
    @ZoneName nvarchar(128)
)
RETURNS TABLE
AS
RETURN
(
    SELECT LocalAt = CAST(@At AT TIME ZONE N'UTC' AT TIME ZONE @ZoneName AS datetime2(3))
);
