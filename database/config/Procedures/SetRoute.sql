/*  config.SetRoute: adds a route to a channel or changes one, and notes the change in audit.Event. What is
    not given lets everything pass.
    @RouteName      any name
    @ChannelName    config.Channel
    @MinPriority, @MaxPriority   of the alert: 0 (P0, the most urgent) to 3
    @InstanceName   config.Instance
    @Environment    DEV, TST, UAT or PRD; an instance without one counts as PRD
    @Tag            one of the tags of an instance
    @RuleKind       Threshold, Rate, Absence or Event
    @RuleName       config.AlertRule
    @WeekDays       digits, 1 (Monday) to 7 (Sunday)
    @FromTime, @ToTime   both or neither; over midnight where @FromTime is the later one
    @TimeZoneName   of days and times, as sys.time_zone_info names it; UTC when not given
    @IsEnabled      0: nothing passes
    @AfterMs        escalation: passes only what nobody has acknowledged for so long after it was told, a
                    minute or more
    @WasText        what was seen when the change was thought of, as config.RouteText has it; '': no such
                    route; NULL: whatever it is
    @ChangedBy      who changes it; NULL: the login
    @Now            UTC; NULL: the present by the repository's own clock
    Errors          50046 a value that cannot be; each is named, and nothing is changed
                    50090 somebody else has changed it meanwhile  */
CREATE PROCEDURE config.SetRoute
    @RouteName    nvarchar(64),
    @ChannelName  nvarchar(64),
    @MinPriority  tinyint = 0,
    @MaxPriority  tinyint = 3,
    @InstanceName sysname = NULL,
    @Environment  nvarchar(16) = NULL,
    @Tag          nvarchar(64) = NULL,
    @RuleKind     nvarchar(16) = NULL,
    @RuleName     nvarchar(128) = NULL,
    @WeekDays     nvarchar(7) = NULL,
    @FromTime     time(0) = NULL,
    @ToTime       time(0) = NULL,
    @TimeZoneName nvarchar(128) = NULL,
    @IsEnabled    bit = 1,
    @ChangedBy    nvarchar(128) = NULL,
    @Now          datetime2(3) = NULL,
    @AfterMs      int = NULL,
    @WasText      nvarchar(2000) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @OldValue nvarchar(2000);
DECLARE @Local datetimeoffset(0);
DECLARE @HasTimeZone bit = 1;
DECLARE @Message nvarchar(2048);
DECLARE @PresentText nvarchar(1400);

BEGIN TRY
    SET @Local = CAST('2026-01-01' AS datetime2(0)) AT TIME ZONE COALESCE(@TimeZoneName, N'UTC');
END TRY
BEGIN CATCH
    -- 9820: the server does not know it; told below with the other faults.
    IF ERROR_NUMBER() <> 9820
        THROW;
    SET @HasTimeZone = 0;
END CATCH;

SET @Message = CONCAT(
    CASE WHEN COALESCE(@RouteName, N'') = N'' THEN N' @RouteName is missing.' END,
    CASE
        WHEN @ChannelName IS NULL OR NOT EXISTS (SELECT 1 FROM config.Channel AS c WHERE c.ChannelName = @ChannelName)
            THEN CONCAT(N' There is no channel ''', @ChannelName, N''': config.SetChannel makes it.')
    END,
    CASE
        WHEN @MinPriority IS NULL OR @MaxPriority IS NULL OR @MinPriority > @MaxPriority OR @MaxPriority > 3
            THEN N' @MinPriority and @MaxPriority are from 0 (the most urgent) to 3, the first not above the second.'
    END,
    CASE
        WHEN @InstanceName IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM config.Instance AS n WHERE n.InstanceName = @InstanceName)
            THEN CONCAT(N' There is no instance ''', @InstanceName, N'''.')
    END,
    CASE
        WHEN @Environment NOT IN (N'DEV', N'TST', N'UAT', N'PRD') THEN N' @Environment is none of DEV, TST, UAT, PRD.'
    END,
    CASE
        WHEN @Tag LIKE N'%;%' OR @Tag = N'' OR @Tag LIKE N' %' OR @Tag LIKE N'% '
            THEN N' @Tag is one tag, without blanks around it and without '';''.'
    END,
    CASE
        WHEN @RuleKind NOT IN (N'Threshold', N'Rate', N'Absence', N'Event')
            THEN N' @RuleKind is none of Threshold, Rate, Absence, Event.'
    END,
    CASE
        WHEN @RuleName IS NOT NULL AND NOT EXISTS (SELECT 1 FROM config.AlertRule AS r WHERE r.RuleName = @RuleName)
            THEN CONCAT(N' There is no rule ''', @RuleName, N'''.')
    END,
    CASE
        WHEN @WeekDays = N'' OR @WeekDays LIKE N'%[^1-7]%' THEN N' @WeekDays are digits from 1 (Monday) to 7 (Sunday).'
    END,
    CASE
        WHEN (@FromTime IS NULL AND @ToTime IS NOT NULL) OR (@FromTime IS NOT NULL AND @ToTime IS NULL) OR @FromTime = @ToTime
            THEN N' @FromTime and @ToTime are two times, or both left out for the whole day.'
    END,
    CASE
        WHEN @HasTimeZone = 0
            THEN CONCAT(N' There is no time zone ''', @TimeZoneName, N''': sys.time_zone_info lists those that exist.')
    END,
    CASE
        WHEN @AfterMs < 60000
            THEN CONCAT(N' @AfterMs = ', @AfterMs, N' is too short: 60000 (a minute) or more, or left out to pass at once.')
    END,
    CASE WHEN @IsEnabled IS NULL THEN N' @IsEnabled is missing.' END);

IF @Message <> N''
BEGIN
    SET @Message = LEFT(CONCAT(N'Route ''', @RouteName, N''' was not changed.', @Message), 2048);
    THROW 50046, @Message, 1;
END;

BEGIN TRANSACTION;

-- Of two changes at once the second waits here, and then sees the first.
SET @PresentText =
(
    SELECT r.RouteName
    FROM config.Route AS r WITH (UPDLOCK, HOLDLOCK)
    WHERE r.RouteName = @RouteName
);
SET @OldValue = (SELECT t.RouteText FROM config.RouteText(@RouteName) AS t);
SET @PresentText = LEFT(@OldValue, 1400);

IF @WasText <> COALESCE(@OldValue, N'')
    EXEC config.RefuseStale @RouteName, @PresentText;

DELETE config.Route
WHERE RouteName = @RouteName;

INSERT config.Route
(
    RouteName,
    ChannelName,
    MinPriority,
    MaxPriority,
    InstanceName,
    Environment,
    Tag,
    RuleKind,
    RuleName,
    WeekDays,
    FromTime,
    ToTime,
    TimeZoneName,
    IsEnabled,
    AfterMs
)
VALUES
(
    @RouteName,
    @ChannelName,
    @MinPriority,
    @MaxPriority,
    @InstanceName,
    UPPER(@Environment),
    @Tag,
    @RuleKind,
    @RuleName,
    @WeekDays,
    @FromTime,
    @ToTime,
    @TimeZoneName,
    @IsEnabled,
    @AfterMs
);

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @ChangedBy, N'SetRoute', @RouteName, @OldValue, t.RouteText
FROM config.RouteText(@RouteName) AS t
WHERE @OldValue IS NULL
   OR @OldValue <> t.RouteText;

COMMIT TRANSACTION;
