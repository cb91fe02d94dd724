/*  config.SetAlertRuleMeasure: says what a rule measures and with which limits, or takes a measure away, and
    says so in audit.Event. The measure is what the call says; nothing of an older one of that name is kept.
    @RuleName          a rule that exists
    @MeasureName       as evidence and messages name it; of Threshold and Rate the metric's name if left out
    @MetricName        Threshold, Rate: config.Metric; at Rate the part
    @OtherMetricName   Rate: the whole; a metric with the same kind of keys, or without keys
    @KeyLike           Threshold, Rate: only keys that are LIKE this; NULL for all
    @KeyNotLike        Threshold, Rate: no keys that are LIKE this; NULL for none
    @AggregateName     Threshold, Rate: last, avg, median, min, max, sum
    @WindowMs          Threshold, Rate: 1000 to 1209600000 (14 days)
    @MinSamples        Threshold, Rate: 1 or more; with fewer values in the window nothing is known
    @MinOtherValue     Rate: with a smaller whole nothing is known; NULL for any above 0
    @SourceName        Event, Absence: config.AlertSource
    @IsGate            1: the rule's other measures count only while this one is reached
    @WarnValue, @CriticalValue   in the metric's unit, at Rate in percent; @CriticalValue NULL: never critical
    @IsRemoved         1 takes the measure away, with what instances do differently with it
    @ChangedBy         who changes it; NULL: the login
    @Now               UTC; NULL: the present by the repository's own clock
    Errors             50040 no such rule, measure or metric
                       50041 a value is missing or out of range; the message names all that are  */
CREATE PROCEDURE config.SetAlertRuleMeasure
    @RuleName        nvarchar(128),
    @MeasureName     nvarchar(64) = NULL,
    @MetricName      nvarchar(64) = NULL,
    @OtherMetricName nvarchar(64) = NULL,
    @KeyLike         nvarchar(256) = NULL,
    @AggregateName   nvarchar(16) = NULL,
    @WindowMs        int = NULL,
    @MinSamples      int = NULL,
    @MinOtherValue   float = NULL,
    @SourceName      nvarchar(64) = NULL,
    @WarnValue       float = NULL,
    @CriticalValue   float = NULL,
    @IsRemoved       bit = 0,
    @KeyNotLike      nvarchar(256) = NULL,
    @IsGate          bit = 0,
    @ChangedBy       nvarchar(128) = NULL,
    @Now             datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @RuleId int;
DECLARE @RuleKind nvarchar(16);
DECLARE @IsOfMetric bit;
DECLARE @MetricId int;
DECLARE @Direction nvarchar(8);
DECLARE @KeyKind nvarchar(32);
DECLARE @OtherMetricId int;
DECLARE @OtherKeyKind nvarchar(32);
DECLARE @OldValue nvarchar(1000);
DECLARE @NewValue nvarchar(1000) = N'';
DECLARE @Message nvarchar(2000);

SET @MeasureName = COALESCE(@MeasureName, @MetricName);

BEGIN TRANSACTION;

SELECT @RuleId = r.RuleId, @RuleKind = r.RuleKind, @IsOfMetric = CASE WHEN r.RuleKind IN (N'Threshold', N'Rate') THEN 1 ELSE 0 END
FROM config.AlertRule AS r WITH (UPDLOCK, HOLDLOCK)
WHERE r.RuleName = @RuleName;

SELECT @MetricId = m.MetricId, @Direction = m.Direction, @KeyKind = m.KeyKind
FROM config.Metric AS m
WHERE m.MetricName = @MetricName;

SELECT @OtherMetricId = m.MetricId, @OtherKeyKind = m.KeyKind
FROM config.Metric AS m
WHERE m.MetricName = @OtherMetricName;

SET @OldValue = COALESCE(
    (SELECT m.MeasureText FROM config.AlertRuleMeasureText(@RuleId) AS m WHERE m.MeasureName = @MeasureName), N'');

SET @Message = CASE
    WHEN @RuleId IS NULL
        THEN CONCAT(N'Unknown rule ''', @RuleName, N'''. config.AlertRule lists the rules that exist.')
    WHEN @IsRemoved = 1 AND @OldValue = N''
        THEN CONCAT(N'Rule ''', @RuleName, N''' has no measure ''', @MeasureName, N'''.')
    WHEN @MetricName IS NOT NULL AND @MetricId IS NULL
        THEN CONCAT(N'Unknown metric ''', @MetricName, N'''. config.Metric lists the metrics that exist.')
    WHEN @OtherMetricName IS NOT NULL AND @OtherMetricId IS NULL
        THEN CONCAT(N'Unknown metric ''', @OtherMetricName, N'''. config.Metric lists the metrics that exist.')
END;

IF @Message IS NOT NULL
    THROW 50040, @Message, 1;

IF @IsRemoved = 0
    SET @Message = CONCAT(
        CASE
            WHEN @MeasureName IS NULL OR LEN(@MeasureName) = 0 THEN N' @MeasureName is missing.'
            WHEN @MeasureName LIKE N'%[^A-Za-z0-9._]%'
                THEN N' @MeasureName may hold letters, digits, points and underscores only.'
        END,
        CASE WHEN @WarnValue IS NULL THEN N' @WarnValue is missing.' END,
        CASE
            WHEN @IsOfMetric = 0
                 AND COALESCE(
                     @MetricName, @OtherMetricName, @KeyLike, @KeyNotLike, @AggregateName, CAST(@WindowMs AS nvarchar(12)),
                     CAST(@MinSamples AS nvarchar(12)), CAST(@MinOtherValue AS nvarchar(24))) IS NOT NULL
                THEN CONCAT(
                    N' A rule of kind ', @RuleKind, N' measures no metric: give @SourceName, @MeasureName and limits only.')
            WHEN @IsOfMetric = 0
                 AND NOT EXISTS
                 (
                     SELECT 1
                     FROM config.AlertSource AS s
                     WHERE s.SourceName = @SourceName
                       AND s.MeasureName = @MeasureName
                       AND s.RuleKind = @RuleKind
                 )
                THEN CONCAT(
                    N' ', @RuleKind, N' has no source ''', @SourceName, N''' with a measure ''', @MeasureName,
                    N''': config.AlertSource lists those that exist.')
            WHEN @IsOfMetric = 0 AND (@WarnValue <= 0 OR @CriticalValue < @WarnValue)
                THEN N' Limits are above 0, and @CriticalValue is not below @WarnValue.'
        END,
        CASE WHEN @IsOfMetric = 1 AND @MetricId IS NULL THEN CONCAT(N' ', @RuleKind, N' needs a metric: @MetricName.') END,
        CASE WHEN @IsOfMetric = 1 AND @SourceName IS NOT NULL THEN N' @SourceName is for Event and Absence.' END,
        CASE
            WHEN @RuleKind = N'Rate' AND (@OtherMetricId IS NULL OR @OtherMetricId = @MetricId)
                THEN N' Rate needs two metrics: @OtherMetricName is the whole that @MetricName is a part of.'
            WHEN @RuleKind = N'Rate' AND @OtherKeyKind <> N'none' AND @OtherKeyKind <> @KeyKind
                THEN CONCAT(
                    N' The keys do not match: ', @MetricName, N' has a key of ', @KeyKind, N', ', @OtherMetricName, N' of ',
                    @OtherKeyKind, N'.')
            WHEN @RuleKind = N'Threshold' AND (@OtherMetricName IS NOT NULL OR @MinOtherValue IS NOT NULL)
                THEN N' @OtherMetricName and @MinOtherValue are for Rate.'
        END,
        CASE
            WHEN @IsOfMetric = 1 AND COALESCE(@AggregateName, N'') NOT IN (N'last', N'avg', N'median', N'min', N'max', N'sum')
                THEN N' @AggregateName is one of last, avg, median, min, max, sum.'
        END,
        CASE
            WHEN @IsOfMetric = 1 AND COALESCE(@WindowMs, 0) NOT BETWEEN 1000 AND 1209600000
                THEN N' @WindowMs is out of 1000 to 1209600000.'
        END,
        CASE WHEN @IsOfMetric = 1 AND COALESCE(@MinSamples, 0) < 1 THEN N' @MinSamples is below 1.' END,
        CASE WHEN @MinOtherValue <= 0 THEN N' @MinOtherValue is not above 0.' END,
        CASE
            WHEN @Direction = N'higher' AND @CriticalValue < @WarnValue
                THEN CONCAT(N' Of ', @MetricName, N' higher is worse: @CriticalValue is not below @WarnValue.')
            WHEN @Direction = N'lower' AND @CriticalValue > @WarnValue
                THEN CONCAT(N' Of ', @MetricName, N' lower is worse: @CriticalValue is not above @WarnValue.')
        END);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'Rule ''', @RuleName, N''' was not changed.', @Message);
    THROW 50041, @Message, 1;
END;

-- Overrides refer to the measure: they go with it, and stay with one that is replaced.
IF @IsRemoved = 1
    DELETE config.AlertRuleOverride
    WHERE RuleId = @RuleId
      AND MeasureName = @MeasureName;

IF @IsRemoved = 1
    DELETE config.AlertRuleMeasure
    WHERE RuleId = @RuleId
      AND MeasureName = @MeasureName;
ELSE IF @OldValue <> N''
    UPDATE config.AlertRuleMeasure
    SET MetricId = @MetricId,
        OtherMetricId = @OtherMetricId,
        KeyLike = @KeyLike,
        KeyNotLike = @KeyNotLike,
        IsGate = COALESCE(@IsGate, 0),
        AggregateName = @AggregateName,
        WindowMs = @WindowMs,
        MinSamples = @MinSamples,
        MinOtherValue = @MinOtherValue,
        SourceName = @SourceName,
        WarnValue = @WarnValue,
        CriticalValue = @CriticalValue
    WHERE RuleId = @RuleId
      AND MeasureName = @MeasureName;
ELSE
    INSERT config.AlertRuleMeasure
    (
        RuleId,
        MeasureName,
        RuleKind,
        MetricId,
        OtherMetricId,
        KeyLike,
        KeyNotLike,
        IsGate,
        AggregateName,
        WindowMs,
        MinSamples,
        MinOtherValue,
        SourceName,
        WarnValue,
        CriticalValue
    )
    VALUES
    (
        @RuleId,
        @MeasureName,
        @RuleKind,
        @MetricId,
        @OtherMetricId,
        @KeyLike,
        @KeyNotLike,
        COALESCE(@IsGate, 0),
        @AggregateName,
        @WindowMs,
        @MinSamples,
        @MinOtherValue,
        @SourceName,
        @WarnValue,
        @CriticalValue
    );

SET @NewValue = COALESCE(
    (SELECT m.MeasureText FROM config.AlertRuleMeasureText(@RuleId) AS m WHERE m.MeasureName = @MeasureName), N'');

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @ChangedBy, N'SetAlertRuleMeasure', CONCAT(@RuleName, N', ', @MeasureName), @OldValue, @NewValue
WHERE @OldValue <> @NewValue;

COMMIT TRANSACTION;
