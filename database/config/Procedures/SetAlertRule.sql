/*  config.SetAlertRule: makes a rule, or changes one, and says so in audit.Event. What it measures is said
    with config.SetAlertRuleMeasure.
    @RuleName       of a new rule or of one that exists
    @RuleKind       Threshold, Rate, Absence, Event; of a rule that exists it cannot be changed
    @TemplateName   metric; blocking for Event rules and collecting for Absence rules only
    @PlaybookName   page of docs/playbooks; an empty text for none
    @RouteName      config.MailRoute: who gets the messages
    @PendingMs      how long a limit must be reached before the alert opens
    @ClearPercent   0 to 100: the alert clears below this percentage of its warn value …
    @ClearMs        … for this long
    @WarnPriority, @CriticalPriority   0 (act within 15 minutes) to 3 (a day); the critical one is not higher
    @EveryMs        evaluated so often at most; 0: at every evaluation
    @IsDigest       1: tells nobody by itself
    @SubjectText    what a subject says, with {key}, {value}, {limit}, {culprit}; an empty text for the
    general one
    @CulpritName    a source of alert.FindCulprits; an empty text for none
    @AdviceText     what to do first; an empty text for nothing
    @ReminderMs     what nobody acknowledged is told again after so long each time, a minute or more; 0:
                    never; -1: as the settings have it for its priority
    @IsEnabled      0 disables the rule, which resolves its alerts; 1 enables it
                    NULL, for each of these: as it is; of a new rule metric, no playbook, route 'default', no
                    pending time, 80 percent, no clear time, enabled, priorities 2 and 1
    @ChangedBy      who changes it; NULL: the login
    @Now            UTC; NULL: the present by the repository's own clock
    Errors          50041 a value is missing or out of range; the message names all that are  */
CREATE PROCEDURE config.SetAlertRule
    @RuleName         nvarchar(128),
    @RuleKind         nvarchar(16) = NULL,
    @TemplateName     nvarchar(64) = NULL,
    @PlaybookName     nvarchar(128) = NULL,
    @RouteName        nvarchar(64) = NULL,
    @PendingMs        int = NULL,
    @ClearPercent     int = NULL,
    @ClearMs          int = NULL,
    @IsEnabled        bit = NULL,
    @WarnPriority     tinyint = NULL,
    @CriticalPriority tinyint = NULL,
    @EveryMs          int = NULL,
    @IsDigest         bit = NULL,
    @SubjectText      nvarchar(200) = NULL,
    @CulpritName      nvarchar(32) = NULL,
    @AdviceText       nvarchar(400) = NULL,
    @ChangedBy        nvarchar(128) = NULL,
    @Now              datetime2(3) = NULL,
    @ReminderMs       int = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @RuleId int;
DECLARE @OldKind nvarchar(16);
DECLARE @OldValue nvarchar(2000) = N'';
DECLARE @NewValue nvarchar(2000);
DECLARE @Message nvarchar(2000);

BEGIN TRANSACTION;

SELECT
    @RuleId = r.RuleId,
    @OldKind = r.RuleKind,
    @RuleKind = COALESCE(@RuleKind, r.RuleKind),
    @TemplateName = COALESCE(@TemplateName, r.TemplateName),
    @PlaybookName = COALESCE(@PlaybookName, r.PlaybookName),
    @RouteName = COALESCE(@RouteName, r.RouteName),
    @PendingMs = COALESCE(@PendingMs, r.PendingMs),
    @ClearPercent = COALESCE(@ClearPercent, r.ClearPercent),
    @ClearMs = COALESCE(@ClearMs, r.ClearMs),
    @IsEnabled = COALESCE(@IsEnabled, r.IsEnabled),
    @OldValue = CONCAT(
        r.RuleKind, N'; template ', r.TemplateName, N'; playbook ' + r.PlaybookName, N'; route ', r.RouteName,
        N'; pending ', r.PendingMs, N' ms; clear below ', r.ClearPercent, N' % for ', r.ClearMs, N' ms; ',
        CASE r.IsEnabled WHEN 1 THEN N'enabled' ELSE N'disabled' END, N'; P', r.WarnPriority, N', P', r.CriticalPriority,
        N'; every ' + CAST(NULLIF(r.EveryMs, 0) AS nvarchar(12)) + N' ms', CASE WHEN r.IsDigest = 1 THEN N'; digest' END,
        N'; subject ' + r.SubjectText, N'; culprit ' + r.CulpritName, N'; advice ' + r.AdviceText,
        N'; reminder after ' + CAST(r.ReminderMs AS nvarchar(12)) + N' ms'),
    @WarnPriority = COALESCE(@WarnPriority, r.WarnPriority),
    @CriticalPriority = COALESCE(@CriticalPriority, r.CriticalPriority),
    @EveryMs = COALESCE(@EveryMs, r.EveryMs),
    @IsDigest = COALESCE(@IsDigest, r.IsDigest),
    @SubjectText = COALESCE(@SubjectText, r.SubjectText),
    @CulpritName = COALESCE(@CulpritName, r.CulpritName),
    @AdviceText = COALESCE(@AdviceText, r.AdviceText),
    @ReminderMs = COALESCE(@ReminderMs, r.ReminderMs)
FROM config.AlertRule AS r WITH (UPDLOCK, HOLDLOCK)
WHERE r.RuleName = @RuleName;

SELECT
    @TemplateName = COALESCE(@TemplateName, N'metric'),
    @PlaybookName = NULLIF(@PlaybookName, N''),
    @RouteName = COALESCE(@RouteName, N'default'),
    @PendingMs = COALESCE(@PendingMs, 0),
    @ClearPercent = COALESCE(@ClearPercent, 80),
    @ClearMs = COALESCE(@ClearMs, 0),
    @IsEnabled = COALESCE(@IsEnabled, 1),
    @WarnPriority = COALESCE(@WarnPriority, 2),
    @CriticalPriority = COALESCE(@CriticalPriority, CASE WHEN @WarnPriority < 1 THEN @WarnPriority END, 1),
    @EveryMs = COALESCE(@EveryMs, 0),
    @IsDigest = COALESCE(@IsDigest, 0),
    @SubjectText = NULLIF(@SubjectText, N''),
    @CulpritName = NULLIF(@CulpritName, N''),
    @AdviceText = NULLIF(@AdviceText, N''),
    @ReminderMs = NULLIF(@ReminderMs, -1);

SET @Message = CONCAT(
    CASE WHEN @RuleName IS NULL OR LEN(@RuleName) = 0 THEN N' @RuleName is empty.' END,
    CASE
        WHEN @RuleKind IS NULL THEN N' @RuleKind is missing: Threshold, Rate, Absence or Event.'
        WHEN @RuleKind NOT IN (N'Threshold', N'Rate', N'Absence', N'Event')
            THEN CONCAT(N' @RuleKind = ''', @RuleKind, N''' is none of Threshold, Rate, Absence, Event.')
        WHEN @RuleKind <> @OldKind
            THEN CONCAT(N' The rule is of kind ', @OldKind, N', which cannot be changed: make another rule.')
    END,
    CASE
        WHEN @TemplateName NOT IN (N'metric', N'blocking', N'collecting')
            THEN CONCAT(N' @TemplateName = ''', @TemplateName, N''' is none of metric, blocking, collecting.')
        WHEN @TemplateName = N'blocking' AND @RuleKind <> N'Event'
            THEN N' Template blocking is for rules of kind Event.'
        WHEN @TemplateName = N'collecting' AND @RuleKind <> N'Absence'
            THEN N' Template collecting is for rules of kind Absence.'
    END,
    CASE
        WHEN @RouteName <> N'default' AND NOT EXISTS (SELECT 1 FROM config.MailRoute AS m WHERE m.RouteName = @RouteName)
            THEN CONCAT(N' There is no route ''', @RouteName, N''': config.SetMailRoute makes it.')
    END,
    CASE WHEN @PendingMs < 0 THEN CONCAT(N' @PendingMs = ', @PendingMs, N' is below 0.') END,
    CASE WHEN @ClearPercent NOT BETWEEN 0 AND 100 THEN CONCAT(N' @ClearPercent = ', @ClearPercent, N' is out of 0 to 100.') END,
    CASE WHEN @ClearMs < 0 THEN CONCAT(N' @ClearMs = ', @ClearMs, N' is below 0.') END,
    CASE WHEN @WarnPriority > 3 THEN CONCAT(N' @WarnPriority = ', @WarnPriority, N' is out of 0 to 3.') END,
    CASE
        WHEN @CriticalPriority > @WarnPriority
            THEN CONCAT(
                N' @CriticalPriority = ', @CriticalPriority, N' is less urgent than @WarnPriority = ', @WarnPriority, N'.')
    END,
    CASE WHEN @EveryMs < 0 THEN CONCAT(N' @EveryMs = ', @EveryMs, N' is below 0.') END,
    CASE
        WHEN @ReminderMs < 60000 AND @ReminderMs <> 0
            THEN CONCAT(N' @ReminderMs = ', @ReminderMs, N' is none of -1, 0 and 60000 (a minute) or more.')
    END);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'Rule ''', @RuleName, N''' was not changed.', @Message);
    THROW 50041, @Message, 1;
END;

SET @NewValue = CONCAT(
    @RuleKind, N'; template ', @TemplateName, N'; playbook ' + @PlaybookName, N'; route ', @RouteName,
    N'; pending ', @PendingMs, N' ms; clear below ', @ClearPercent, N' % for ', @ClearMs, N' ms; ',
    CASE @IsEnabled WHEN 1 THEN N'enabled' ELSE N'disabled' END, N'; P', @WarnPriority, N', P', @CriticalPriority,
    N'; every ' + CAST(NULLIF(@EveryMs, 0) AS nvarchar(12)) + N' ms', CASE WHEN @IsDigest = 1 THEN N'; digest' END,
    N'; subject ' + @SubjectText, N'; culprit ' + @CulpritName, N'; advice ' + @AdviceText,
    N'; reminder after ' + CAST(@ReminderMs AS nvarchar(12)) + N' ms');

IF @RuleId IS NULL
    INSERT config.AlertRule
    (
        RuleName,
        RuleKind,
        TemplateName,
        PlaybookName,
        RouteName,
        PendingMs,
        ClearPercent,
        ClearMs,
        IsEnabled,
        WarnPriority,
        CriticalPriority,
        EveryMs,
        IsDigest,
        SubjectText,
        CulpritName,
        AdviceText,
        ReminderMs
    )
    VALUES
    (
        @RuleName,
        @RuleKind,
        @TemplateName,
        @PlaybookName,
        @RouteName,
        @PendingMs,
        @ClearPercent,
        @ClearMs,
        @IsEnabled,
        @WarnPriority,
        @CriticalPriority,
        @EveryMs,
        @IsDigest,
        @SubjectText,
        @CulpritName,
        @AdviceText,
        @ReminderMs
    );
ELSE
    UPDATE config.AlertRule
    SET TemplateName = @TemplateName,
        PlaybookName = @PlaybookName,
        RouteName = @RouteName,
        PendingMs = @PendingMs,
        ClearPercent = @ClearPercent,
        ClearMs = @ClearMs,
        IsEnabled = @IsEnabled,
        WarnPriority = @WarnPriority,
        CriticalPriority = @CriticalPriority,
        EveryMs = @EveryMs,
        IsDigest = @IsDigest,
        SubjectText = @SubjectText,
        CulpritName = @CulpritName,
        AdviceText = @AdviceText,
        ReminderMs = @ReminderMs
    WHERE RuleId = @RuleId;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @ChangedBy, N'SetAlertRule', @RuleName, @OldValue, @NewValue
WHERE @OldValue <> @NewValue;

COMMIT TRANSACTION;
