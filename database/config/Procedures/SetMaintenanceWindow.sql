/*  config.SetMaintenanceWindow: changes a maintenance window that is not over, and says so in audit.Event.
    What it is for (instance, rule, keys) stays.
    @WindowId       config.MaintenanceWindow
    @StartsAt, @EndsAt, @WeekDays, @LocalTime, @DurationMs, @TimeZoneName, @Reason, @IsCollectionPaused
                    as config.AddMaintenanceWindow has them; name all of them
    @VersionText    of config.WindowText, as it was when the change was thought of; NULL: whatever it is
    @ChangedBy      who changes it; NULL: the login
    @Now            UTC; NULL: the present by the repository's own clock
    Errors          50040 no such window, or one that is over
                    50041 a value is missing or out of range; the message names all that are
                    50090 somebody else has changed it meanwhile  */
CREATE PROCEDURE config.SetMaintenanceWindow
    @WindowId           int,
    @StartsAt           datetime2(3),
    @EndsAt             datetime2(3) = NULL,
    @WeekDays           varchar(7) = NULL,
    @LocalTime          time(0) = NULL,
    @DurationMs         int = NULL,
    @TimeZoneName       sysname = NULL,
    @Reason             nvarchar(400),
    @IsCollectionPaused bit = 0,
    @VersionText        nvarchar(64) = NULL,
    @ChangedBy          nvarchar(128) = NULL,
    @Now                datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @OldText nvarchar(1400);
DECLARE @OldVersion nvarchar(64);
DECLARE @IsPartial bit;
DECLARE @IsZone bit =
    CASE WHEN EXISTS (SELECT 1 FROM sys.time_zone_info AS z WHERE z.name = @TimeZoneName) THEN 1 ELSE 0 END;
DECLARE @Message nvarchar(2048);
DECLARE @Subject nvarchar(256) = CONCAT(N'window ', @WindowId);

SET @EndsAt = COALESCE(@EndsAt, CASE WHEN @WeekDays IS NOT NULL THEN '99991231' END);

BEGIN TRANSACTION;

SELECT
    @OldText = t.WindowText,
    @OldVersion = t.VersionText,
    @IsPartial = CASE WHEN w.RuleId IS NOT NULL OR w.KeyLike IS NOT NULL THEN 1 ELSE 0 END
FROM config.MaintenanceWindow AS w WITH (UPDLOCK, HOLDLOCK)
CROSS APPLY config.WindowText(w.WindowId) AS t
WHERE w.WindowId = @WindowId
  AND w.EndsAt > @Now
  AND w.EndedAt IS NULL;

IF @OldText IS NULL
BEGIN
    SET @Message = CONCAT(
        N'No window ', @WindowId, N' that still holds. config.MaintenanceWindow lists them, with EndsAt and EndedAt.');
    THROW 50040, @Message, 1;
END;

IF @VersionText <> @OldVersion
    EXEC config.RefuseStale @Subject, @OldText;

SET @Message =
(
    SELECT f.Fault
    FROM config.WindowFault(
        @StartsAt, @EndsAt, @WeekDays, @LocalTime, @DurationMs, @TimeZoneName, @Reason, @IsCollectionPaused, @IsPartial,
        @IsZone, @Now) AS f
);
SET @Message = CONCAT(@Message, CASE WHEN @StartsAt IS NULL THEN N' @StartsAt is missing.' END);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'The window was not changed.', @Message);
    THROW 50041, @Message, 1;
END;

UPDATE config.MaintenanceWindow
SET StartsAt = @StartsAt,
    EndsAt = @EndsAt,
    WeekDays = @WeekDays,
    LocalTime = @LocalTime,
    DurationMs = @DurationMs,
    TimeZoneName = @TimeZoneName,
    Reason = @Reason,
    IsCollectionPaused = @IsCollectionPaused
WHERE WindowId = @WindowId;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @ChangedBy, N'SetMaintenanceWindow', @Subject, @OldText, t.WindowText
FROM config.WindowText(@WindowId) AS t
WHERE t.WindowText <> @OldText;

COMMIT TRANSACTION;
