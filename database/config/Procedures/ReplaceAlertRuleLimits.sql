/*  config.ReplaceAlertRuleLimits: whether a rule is evaluated, and the limits of all its measures, in one
    change. What differs is changed by the procedures that say so in audit.Event; what instances do
    differently stays.
    @RuleName      that exists
    @IsEnabled     0: not evaluated
    @LimitsJson    a JSON array with each measure of the rule once: measure, warn, critical (null: never)
    @VersionText   of config.AlertRuleVersion, as it was when the change was thought of
    @WasEnabled    whether it was evaluated then
    @ChangedBy     who changes it; NULL: the login
    @Now           UTC; NULL: the present by the repository's own clock
    Errors         50040 no such rule
                   50041 measures that are missing, unknown or there twice, or limits that do not fit; the
                         message says which would
                   50090 somebody else has changed the rule meanwhile  */
CREATE PROCEDURE config.ReplaceAlertRuleLimits
    @RuleName    nvarchar(128),
    @IsEnabled   bit,
    @LimitsJson  nvarchar(max),
    @VersionText nvarchar(64),
    @WasEnabled  bit,
    @ChangedBy   nvarchar(128) = NULL,
    @Now         datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @RuleId int;
DECLARE @OldVersion nvarchar(64);
DECLARE @OldText nvarchar(1400);
DECLARE @OldEnabled bit;
DECLARE @MeasureName nvarchar(64);
DECLARE @WarnValue float;
DECLARE @CriticalValue float;
DECLARE @Message nvarchar(1000);
DECLARE @Limit TABLE (MeasureName nvarchar(64) NOT NULL, WarnValue float NULL, CriticalValue float NULL);

INSERT @Limit (MeasureName, WarnValue, CriticalValue)
SELECT COALESCE(j.measure, N''), j.warn, j.critical
FROM OPENJSON(@LimitsJson) WITH (measure nvarchar(64), warn float, critical float) AS j;

BEGIN TRANSACTION;

SELECT @RuleId = r.RuleId, @OldEnabled = r.IsEnabled
FROM config.AlertRule AS r WITH (UPDLOCK, HOLDLOCK)
WHERE r.RuleName = @RuleName;

IF @RuleId IS NULL
BEGIN
    SET @Message = CONCAT(N'There is no rule ''', @RuleName, N'''.');
    THROW 50040, @Message, 1;
END;

SELECT
    @OldVersion = v.VersionText,
    @OldText = LEFT(CONCAT(v.LimitText, CASE WHEN @OldEnabled = 1 THEN N'; enabled' ELSE N'; disabled' END), 1400)
FROM config.AlertRuleVersion(@RuleId) AS v;

IF @VersionText IS NULL OR @VersionText <> @OldVersion OR @WasEnabled IS NULL OR @WasEnabled <> @OldEnabled
    EXEC config.RefuseStale @RuleName, @OldText;

SET @Message = CONCAT(
    CASE WHEN @IsEnabled IS NULL THEN N' @IsEnabled is missing.' END,
    (
        SELECT CONCAT(N' Measure ', m.MeasureName, N' is missing.')
        FROM config.AlertRuleMeasure AS m
        WHERE m.RuleId = @RuleId
          AND NOT EXISTS (SELECT 1 FROM @Limit AS l WHERE l.MeasureName = m.MeasureName)
        ORDER BY m.MeasureName
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(max)'),
    (
        SELECT DISTINCT CONCAT(N' The rule has no measure ''', l.MeasureName, N'''.')
        FROM @Limit AS l
        WHERE NOT EXISTS (SELECT 1 FROM config.AlertRuleMeasure AS m WHERE m.RuleId = @RuleId AND m.MeasureName = l.MeasureName)
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(max)'),
    (
        SELECT CONCAT(N' Measure ', l.MeasureName, N' is there more than once.')
        FROM @Limit AS l
        GROUP BY l.MeasureName
        HAVING COUNT(*) > 1
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(max)'));

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'Rule ''', @RuleName, N''' was not changed.', @Message);
    THROW 50041, @Message, 1;
END;

-- One after the other: each is checked and said in the audit by itself.
SET @MeasureName =
(
    SELECT MIN(l.MeasureName)
    FROM @Limit AS l
);

WHILE @MeasureName IS NOT NULL
BEGIN
    SELECT @WarnValue = l.WarnValue, @CriticalValue = l.CriticalValue
    FROM @Limit AS l
    WHERE l.MeasureName = @MeasureName;

    IF NOT EXISTS
    (
        SELECT 1
        FROM config.AlertRuleMeasure AS m
        WHERE m.RuleId = @RuleId
          AND m.MeasureName = @MeasureName
          AND m.WarnValue = @WarnValue
          AND (m.CriticalValue = @CriticalValue OR (m.CriticalValue IS NULL AND @CriticalValue IS NULL))
    )
        EXEC config.SetAlertRuleLimits
            @RuleName = @RuleName,
            @MeasureName = @MeasureName,
            @WarnValue = @WarnValue,
            @CriticalValue = @CriticalValue,
            @ChangedBy = @ChangedBy,
            @Now = @Now;

    SET @MeasureName =
    (
        SELECT MIN(l.MeasureName)
        FROM @Limit AS l
        WHERE l.MeasureName > @MeasureName
    );
END;

IF @IsEnabled <> @OldEnabled
    EXEC config.SetAlertRule @RuleName = @RuleName, @IsEnabled = @IsEnabled, @ChangedBy = @ChangedBy, @Now = @Now;

COMMIT TRANSACTION;
