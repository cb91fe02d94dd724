/*  config.WindowFault: what is wrong with a maintenance window, for the procedures that add and change one.
    @StartsAt … @IsCollectionPaused   as config.AddMaintenanceWindow has them
    @IsPartial   1: it is for one rule or for some keys
    @IsZone      1: the server knows the time zone
    @Now         UTC
    Result       one row: Fault, all that is missing or out of range; empty where nothing is  */
CREATE FUNCTION config.WindowFault
(
    @StartsAt           datetime2(3),
    @EndsAt             datetime2(3),
    @WeekDays           varchar(7),
    @LocalTime          time(0),
    @DurationMs         int,
    @TimeZoneName       sysname,
    @Reason             nvarchar(400),
    @IsCollectionPaused bit,
    @IsPartial          bit,
    @IsZone             bit,
    @Now                datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT Fault = CONCAT(
        CASE WHEN @Reason IS NULL OR LEN(@Reason) = 0 THEN N' @Reason is empty.' END,
        CASE WHEN @EndsAt IS NULL THEN N' @EndsAt is missing: only a weekly window may be without an end.' END,
        CASE
            WHEN @IsCollectionPaused IS NULL THEN N' @IsCollectionPaused is missing.'
            WHEN @IsCollectionPaused = 1 AND @IsPartial = 1
                THEN N' @IsCollectionPaused is for a window of all rules and keys: leave out @RuleName and @KeyLike.'
        END,
        CASE WHEN @EndsAt <= @StartsAt THEN N' @EndsAt is not after @StartsAt.' END,
        CASE WHEN @EndsAt <= @Now THEN N' @EndsAt has passed.' END,
        CASE
            WHEN @WeekDays IS NULL AND (@LocalTime IS NOT NULL OR @DurationMs IS NOT NULL OR @TimeZoneName IS NOT NULL)
                THEN N' @LocalTime, @DurationMs and @TimeZoneName are for a weekly window: give @WeekDays.'
            WHEN @WeekDays IS NOT NULL AND (LEN(@WeekDays) = 0 OR @WeekDays LIKE '%[^1-7]%')
                THEN CONCAT(N' @WeekDays = ''', @WeekDays, N''' are not days: digits from 1 (Monday) to 7 (Sunday).')
        END,
        CASE WHEN @WeekDays IS NOT NULL AND @LocalTime IS NULL THEN N' @LocalTime is missing.' END,
        CASE
            WHEN @WeekDays IS NOT NULL AND COALESCE(@DurationMs, 0) NOT BETWEEN 60000 AND 86400000
                THEN N' @DurationMs is out of 60000 (a minute) to 86400000 (a day).'
        END,
        CASE
            WHEN @WeekDays IS NOT NULL AND @TimeZoneName IS NULL THEN N' @TimeZoneName is missing.'
            WHEN @WeekDays IS NOT NULL AND @IsZone = 0
                THEN CONCAT(N' @TimeZoneName = ''', @TimeZoneName, N''' is none of sys.time_zone_info.')
        END)
);
