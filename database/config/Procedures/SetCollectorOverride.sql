/*  config.SetCollectorOverride: says what one instance does differently with one collector, starts the
    collector anew there, and says so in audit.Event.
    @InstanceName, @CollectorName
    @IntervalMs      1000 or more
    @TimeoutMs       100 to 600000
    @RowLimit        1 to 1000000
    @BudgetMs        10 to 600000: most time of a run at the watched server
    @BudgetPercent   1 to 100: the same as a share of the interval
    @QueryText       the instance's own text instead of the collector's file
    @IsEnabled       0 switches it off on this instance, 1 on
                     NULL, for each of these: back to the collector's default
    @ChangedBy       who changes it; NULL: the login
    @Now             UTC; NULL: the present by the repository's own clock
    Errors           50031 unknown instance or collector, 50032 a value out of range  */
CREATE PROCEDURE config.SetCollectorOverride
    @InstanceName  sysname,
    @CollectorName nvarchar(64),
    @IntervalMs    int = NULL,
    @TimeoutMs     int = NULL,
    @RowLimit      int = NULL,
    @BudgetMs      int = NULL,
    @BudgetPercent int = NULL,
    @QueryText     nvarchar(max) = NULL,
    @IsEnabled     bit = NULL,
    @ChangedBy     nvarchar(128) = NULL,
    @Now           datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = @InstanceName);
DECLARE @Change TABLE (IsNew bit NOT NULL, ValueText nvarchar(max) NOT NULL);
DECLARE @OldValue nvarchar(max) = N'', @NewValue nvarchar(max);
DECLARE @Message nvarchar(400);

IF @InstanceId IS NULL OR NOT EXISTS (SELECT 1 FROM config.Collector WHERE CollectorName = @CollectorName)
BEGIN
    SET @Message = CASE
        WHEN @InstanceId IS NULL
            THEN CONCAT(N'Unknown instance ''', @InstanceName, N'''. config.Instance lists the instances that exist.')
        ELSE CONCAT(N'Unknown collector ''', @CollectorName, N'''. config.Collector lists the collectors that exist.')
    END;
    THROW 50031, @Message, 1;
END;

SET @Message = CASE
    WHEN @IntervalMs < 1000 THEN CONCAT(N'@IntervalMs = ', @IntervalMs, N' is too short: 1000 or more.')
    WHEN @TimeoutMs NOT BETWEEN 100 AND 600000 THEN CONCAT(N'@TimeoutMs = ', @TimeoutMs, N' is out of range: 100 to 600000.')
    WHEN @RowLimit NOT BETWEEN 1 AND 1000000 THEN CONCAT(N'@RowLimit = ', @RowLimit, N' is out of range: 1 to 1000000.')
    WHEN @BudgetMs NOT BETWEEN 10 AND 600000 THEN CONCAT(N'@BudgetMs = ', @BudgetMs, N' is out of range: 10 to 600000.')
    WHEN @BudgetPercent NOT BETWEEN 1 AND 100 THEN CONCAT(N'@BudgetPercent = ', @BudgetPercent, N' is out of range: 1 to 100.')
    WHEN LEN(@QueryText) = 0 THEN N'@QueryText is empty: give a batch, or NULL for the collector''s own file.'
END;

IF @Message IS NOT NULL
    THROW 50032, @Message, 1;

BEGIN TRANSACTION;

INSERT @Change (IsNew, ValueText)
SELECT
    v.IsNew,
    CONCAT(
        N'interval ' + CAST(v.IntervalMs AS nvarchar(12)) + N' ms; ',
        N'timeout ' + CAST(v.TimeoutMs AS nvarchar(12)) + N' ms; ',
        N'row limit ' + CAST(v.RowLimit AS nvarchar(12)) + N'; ', N'budget ' + CAST(v.BudgetMs AS nvarchar(12)) + N' ms; ',
        N'budget ' + CAST(v.BudgetPercent AS nvarchar(12)) + N' %; ',
        CASE v.IsEnabled WHEN 1 THEN N'enabled; ' WHEN 0 THEN N'disabled; ' END,
        N'text ' + v.QueryText)
FROM
(
    SELECT IsNew = 0, o.IntervalMs, o.TimeoutMs, o.RowLimit, o.BudgetMs, o.BudgetPercent, o.QueryText, o.IsEnabled
    FROM config.CollectorOverride AS o WITH (UPDLOCK, HOLDLOCK)
    WHERE o.InstanceId = @InstanceId
      AND o.CollectorName = @CollectorName
    UNION ALL
    SELECT 1, @IntervalMs, @TimeoutMs, @RowLimit, @BudgetMs, @BudgetPercent, @QueryText, @IsEnabled
) AS v;

SELECT @OldValue = ValueText FROM @Change WHERE IsNew = 0;
SELECT @NewValue = ValueText FROM @Change WHERE IsNew = 1;

DELETE config.CollectorOverride
WHERE InstanceId = @InstanceId
  AND CollectorName = @CollectorName;

IF @NewValue <> N''
    INSERT config.CollectorOverride
    (
        InstanceId,
        CollectorName,
        IntervalMs,
        TimeoutMs,
        RowLimit,
        BudgetMs,
        BudgetPercent,
        QueryText,
        IsEnabled
    )
    VALUES
    (
        @InstanceId,
        @CollectorName,
        @IntervalMs,
        @TimeoutMs,
        @RowLimit,
        @BudgetMs,
        @BudgetPercent,
        @QueryText,
        @IsEnabled
    );

UPDATE ops.CollectorState
SET State = N'collecting',
    Reason = NULL,
    Remedy = NULL,
    Since = @Now,
    IntervalFactor = 1,
    OverBudgetCount = 0,
    WithinBudgetCount = 0,
    FailureCount = 0,
    ProbeAt = NULL,
    LastRunAt = NULL,
    ShrinkFactor = 1
WHERE InstanceId = @InstanceId
  AND CollectorName = @CollectorName;

-- What the old text needed says nothing about the new one.
DELETE collect.Preflight
WHERE InstanceId = @InstanceId
  AND CollectorName = @CollectorName
  AND @OldValue <> @NewValue;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES (@Now, @ChangedBy, N'SetCollectorOverride', CONCAT(@InstanceName, N', ', @CollectorName), @OldValue, @NewValue);

COMMIT TRANSACTION;
