/*  config.SetAlertRuleSymptom: says that alerts of a rule can be symptoms of another's, or are not any more,
    and says so in audit.Event.
    @RuleName, @SymptomRuleName   config.AlertRule: the cause, and what joins its story
    @CauseRank    of several causes the lowest is the story's; above 0
    @IsRemoved    1: they are not any more
    @ChangedBy    who changes it; NULL: the login
    @Now          UTC; NULL: the present by the repository's own clock
    Errors        50040 no such rule, or no such symptom to remove; 50041 a value is missing or out of range
                  */
CREATE PROCEDURE config.SetAlertRuleSymptom
    @RuleName        nvarchar(128),
    @SymptomRuleName nvarchar(128),
    @CauseRank       int = NULL,
    @IsRemoved       bit = 0,
    @ChangedBy       nvarchar(128) = NULL,
    @Now             datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @RuleId int = (SELECT r.RuleId FROM config.AlertRule AS r WHERE r.RuleName = @RuleName);
DECLARE @SymptomRuleId int = (SELECT r.RuleId FROM config.AlertRule AS r WHERE r.RuleName = @SymptomRuleName);
DECLARE @OldRank int;
DECLARE @Message nvarchar(800);

BEGIN TRANSACTION;

SET @OldRank =
(
    SELECT s.CauseRank
    FROM config.AlertRuleSymptom AS s WITH (UPDLOCK, HOLDLOCK)
    WHERE s.RootRuleId = @RuleId
      AND s.SymptomRuleId = @SymptomRuleId
);
SET @Message = CASE
    WHEN @RuleId IS NULL THEN CONCAT(N'Unknown rule ''', @RuleName, N'''. config.AlertRule lists the rules that exist.')
    WHEN @SymptomRuleId IS NULL
        THEN CONCAT(N'Unknown rule ''', @SymptomRuleName, N'''. config.AlertRule lists the rules that exist.')
    WHEN @IsRemoved = 1 AND @OldRank IS NULL
        THEN CONCAT(N'Rule ''', @SymptomRuleName, N''' is no symptom of ''', @RuleName, N'''.')
END;

IF @Message IS NOT NULL
    THROW 50040, @Message, 1;

SET @Message = CASE
    WHEN @RuleId = @SymptomRuleId THEN CONCAT(N'Rule ''', @RuleName, N''' cannot be a symptom of itself.')
    WHEN @IsRemoved = 0 AND COALESCE(@CauseRank, 0) < 1
        THEN CONCAT(N'Symptom ''', @SymptomRuleName, N''' of ''', @RuleName, N''' was not changed. @CauseRank is 1 or more.')
END;

IF @Message IS NOT NULL
    THROW 50041, @Message, 1;

DELETE config.AlertRuleSymptom
WHERE RootRuleId = @RuleId
  AND SymptomRuleId = @SymptomRuleId;

INSERT config.AlertRuleSymptom (RootRuleId, SymptomRuleId, CauseRank)
SELECT @RuleId, @SymptomRuleId, @CauseRank
WHERE @IsRemoved = 0;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT
    @Now,
    @ChangedBy,
    N'SetAlertRuleSymptom',
    CONCAT(@RuleName, N': ', @SymptomRuleName),
    N'rank ' + CAST(@OldRank AS nvarchar(12)),
    CASE WHEN @IsRemoved = 1 THEN N'removed' ELSE CONCAT(N'rank ', @CauseRank) END
WHERE @IsRemoved = 1
   OR @OldRank IS NULL
   OR @OldRank <> @CauseRank;

COMMIT TRANSACTION;
