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
    @IsEnabled      0 disables the rule, which resolves its alerts; 1 enables it
                    NULL, for each of these: as it is; of a new rule metric, no playbook, route 'default', no
                    pending time, 80 percent, no clear time, enabled
    @ChangedBy      who changes it
    @Now            UTC
    Errors          50041 a value is missing or out of range; the message names all that are  */
CREATE PROCEDURE config.SetAlertRule
    @RuleName     nvarchar(128),
    @RuleKind     nvarchar(16) = NULL,
    @TemplateName nvarchar(64) = NULL,
    @PlaybookName nvarchar(128) = NULL,
    @RouteName    nvarchar(64) = NULL,
    @PendingMs    int = NULL,
    @ClearPercent int = NULL,
    @ClearMs      int = NULL,
    @IsEnabled    bit = NULL,
    @ChangedBy    nvarchar(128),
    @Now          datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @RuleId int;
DECLARE @OldKind nvarchar(16);
DECLARE @OldValue nvarchar(1000) = N'';
DECLARE @NewValue nvarchar(1000);
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
        CASE r.IsEnabled WHEN 1 THEN N'enabled' ELSE N'disabled' END)
FROM config.AlertRule AS r WITH (UPDLOCK, HOLDLOCK)
WHERE r.RuleName = @RuleName;

SELECT
    @TemplateName = COALESCE(@TemplateName, N'metric'),
    @PlaybookName = NULLIF(@PlaybookName, N''),
    @RouteName = COALESCE(@RouteName, N'default'),
    @PendingMs = COALESCE(@PendingMs, 0),
    @ClearPercent = COALESCE(@ClearPercent, 80),
    @ClearMs = COALESCE(@ClearMs, 0),
    @IsEnabled = COALESCE(@IsEnabled, 1);

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
    CASE WHEN @ClearMs < 0 THEN CONCAT(N' @ClearMs = ', @ClearMs, N' is below 0.') END);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'Rule ''', @RuleName, N''' was not changed.', @Message);
    THROW 50041, @Message, 1;
END;

SET @NewValue = CONCAT(
    @RuleKind, N'; template ', @TemplateName, N'; playbook ' + @PlaybookName, N'; route ', @RouteName,
    N'; pending ', @PendingMs, N' ms; clear below ', @ClearPercent, N' % for ', @ClearMs, N' ms; ',
    CASE @IsEnabled WHEN 1 THEN N'enabled' ELSE N'disabled' END);

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
        IsEnabled
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
        @IsEnabled
    );
ELSE
    UPDATE config.AlertRule
    SET TemplateName = @TemplateName,
        PlaybookName = @PlaybookName,
        RouteName = @RouteName,
        PendingMs = @PendingMs,
        ClearPercent = @ClearPercent,
        ClearMs = @ClearMs,
        IsEnabled = @IsEnabled
    WHERE RuleId = @RuleId;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @ChangedBy, N'SetAlertRule', @RuleName, @OldValue, @NewValue
WHERE @OldValue <> @NewValue;

COMMIT TRANSACTION;
