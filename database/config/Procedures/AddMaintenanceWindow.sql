/*  config.AddMaintenanceWindow: says when alerts tell nobody, once or every week, and says so in audit.Event.
    @InstanceName   NULL: all instances
    @RuleName       NULL: all rules
    @KeyLike        only alerts whose key or headline is LIKE this; NULL for all
    @StartsAt       UTC; NULL: now
    @EndsAt         UTC; a weekly window without it holds until it is ended
    @WeekDays       weekly: the days it begins on, 1 Monday to 7 Sunday, such as '67'; NULL: once
    @LocalTime, @DurationMs, @TimeZoneName   weekly: when it begins there, a minute to a day, a name of
                    sys.time_zone_info
    @Reason         why, for whoever looks
    @IsCollectionPaused   1: nothing is read from the instance meanwhile; for a window of all rules and keys
    @ChangedBy      who adds it
    @Now            UTC
    Result          one row: WindowId
    Errors          50040 no such instance or rule
                    50041 a value is missing or out of range; the message names all that are  */
CREATE PROCEDURE config.AddMaintenanceWindow
    @InstanceName       sysname = NULL,
    @RuleName           nvarchar(128) = NULL,
    @KeyLike            nvarchar(256) = NULL,
    @StartsAt           datetime2(3) = NULL,
    @EndsAt             datetime2(3) = NULL,
    @WeekDays           varchar(7) = NULL,
    @LocalTime          time(0) = NULL,
    @DurationMs         int = NULL,
    @TimeZoneName       sysname = NULL,
    @Reason             nvarchar(400),
    @ChangedBy          nvarchar(128),
    @Now                datetime2(3),
    @IsCollectionPaused bit = 0
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @InstanceId int = (SELECT n.InstanceId FROM config.Instance AS n WHERE n.InstanceName = @InstanceName);
DECLARE @RuleId int = (SELECT r.RuleId FROM config.AlertRule AS r WHERE r.RuleName = @RuleName);
DECLARE @WindowId int;
DECLARE @IsZone bit = 1;
DECLARE @LocalNow datetimeoffset(3);
DECLARE @Message nvarchar(2000);

SET @Message = CASE
    WHEN @InstanceName IS NOT NULL AND @InstanceId IS NULL
        THEN CONCAT(N'Unknown instance ''', @InstanceName, N'''. config.Instance lists the instances that exist.')
    WHEN @RuleName IS NOT NULL AND @RuleId IS NULL
        THEN CONCAT(N'Unknown rule ''', @RuleName, N'''. config.AlertRule lists the rules that exist.')
END;

IF @Message IS NOT NULL
    THROW 50040, @Message, 1;

-- A zone is what the server can reckon with.
BEGIN TRY
    SET @LocalNow = @Now AT TIME ZONE @TimeZoneName;
END TRY
BEGIN CATCH
    SET @IsZone = 0;
END CATCH;

SET @StartsAt = COALESCE(@StartsAt, @Now);
SET @EndsAt = COALESCE(@EndsAt, CASE WHEN @WeekDays IS NOT NULL THEN '99991231' END);
SET @Message = CONCAT(
    CASE WHEN @Reason IS NULL OR LEN(@Reason) = 0 THEN N' @Reason is empty.' END,
    CASE WHEN @EndsAt IS NULL THEN N' @EndsAt is missing: only a weekly window may be without an end.' END,
    CASE
        WHEN @IsCollectionPaused IS NULL THEN N' @IsCollectionPaused is missing.'
        WHEN @IsCollectionPaused = 1 AND (@RuleName IS NOT NULL OR @KeyLike IS NOT NULL)
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
    END);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'No window was added.', @Message);
    THROW 50041, @Message, 1;
END;

BEGIN TRANSACTION;

INSERT config.MaintenanceWindow
(
    InstanceId,
    RuleId,
    KeyLike,
    StartsAt,
    EndsAt,
    WeekDays,
    LocalTime,
    DurationMs,
    TimeZoneName,
    Reason,
    CreatedAt,
    CreatedBy,
    IsCollectionPaused
)
VALUES
(
    @InstanceId,
    @RuleId,
    @KeyLike,
    @StartsAt,
    @EndsAt,
    @WeekDays,
    @LocalTime,
    @DurationMs,
    @TimeZoneName,
    @Reason,
    @Now,
    @ChangedBy,
    @IsCollectionPaused
);

SET @WindowId = SCOPE_IDENTITY();

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT
    @Now,
    @ChangedBy,
    N'AddMaintenanceWindow',
    CONCAT(N'window ', @WindowId),
    N'',
    CONCAT(
        N'instance ', COALESCE(@InstanceName, N'(all)'), N'; rule ', COALESCE(@RuleName, N'(all)'), N'; key like ' + @KeyLike,
        N'; ', CONVERT(nvarchar(19), @StartsAt, 126), N'Z to ', CONVERT(nvarchar(19), @EndsAt, 126), N'Z',
        N'; on days ' + @WeekDays + N' at ' + CONVERT(nvarchar(8), @LocalTime, 108) + N' ' + @TimeZoneName + N' for '
            + CAST(@DurationMs AS nvarchar(12)) + N' ms',
        CASE WHEN @IsCollectionPaused = 1 THEN N'; collection paused' END, N'; ', @Reason);

COMMIT TRANSACTION;

SELECT WindowId = @WindowId;
