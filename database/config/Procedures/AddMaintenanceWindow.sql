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
    @ChangedBy      who adds it; NULL: the login
    @Now            UTC; NULL: the present by the repository's own clock
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
    @ChangedBy          nvarchar(128) = NULL,
    @Now                datetime2(3) = NULL,
    @IsCollectionPaused bit = 0
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @InstanceId int = (SELECT n.InstanceId FROM config.Instance AS n WHERE n.InstanceName = @InstanceName);
DECLARE @RuleId int = (SELECT r.RuleId FROM config.AlertRule AS r WHERE r.RuleName = @RuleName);
DECLARE @WindowId int;
DECLARE @IsZone bit =
    CASE WHEN EXISTS (SELECT 1 FROM sys.time_zone_info AS z WHERE z.name = @TimeZoneName) THEN 1 ELSE 0 END;
DECLARE @Message nvarchar(2000);

SET @Message = CASE
    WHEN @InstanceName IS NOT NULL AND @InstanceId IS NULL
        THEN CONCAT(N'Unknown instance ''', @InstanceName, N'''. config.Instance lists the instances that exist.')
    WHEN @RuleName IS NOT NULL AND @RuleId IS NULL
        THEN CONCAT(N'Unknown rule ''', @RuleName, N'''. config.AlertRule lists the rules that exist.')
END;

IF @Message IS NOT NULL
    THROW 50040, @Message, 1;

SET @StartsAt = COALESCE(@StartsAt, @Now);
SET @EndsAt = COALESCE(@EndsAt, CASE WHEN @WeekDays IS NOT NULL THEN '99991231' END);
SET @Message =
(
    SELECT f.Fault
    FROM config.WindowFault(
        @StartsAt, @EndsAt, @WeekDays, @LocalTime, @DurationMs, @TimeZoneName, @Reason, @IsCollectionPaused,
        CASE WHEN @RuleName IS NOT NULL OR @KeyLike IS NOT NULL THEN 1 ELSE 0 END, @IsZone, @Now) AS f
);

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
SELECT @Now, @ChangedBy, N'AddMaintenanceWindow', CONCAT(N'window ', @WindowId), N'', t.WindowText
FROM config.WindowText(@WindowId) AS t;

COMMIT TRANSACTION;

SELECT WindowId = @WindowId;
