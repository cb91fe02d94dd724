/*  config.SetCollectorLimits: what config.SetCollectorOverride does, but the instance's own text of the
    collector stays.
    @InstanceName, @CollectorName, @IntervalMs, @TimeoutMs, @RowLimit, @BudgetMs, @BudgetPercent, @IsEnabled
                    as there; NULL: as everywhere
    @VersionText    of config.CollectorLimits, as it was when the change was thought of; NULL: whatever it is
    @ChangedBy      who changes it; NULL: the login
    @Now            UTC; NULL: the present by the repository's own clock
    Errors          50031 unknown instance or collector, 50032 a value out of range, 50090 somebody else has
                    changed it meanwhile  */
CREATE PROCEDURE config.SetCollectorLimits
    @InstanceName  sysname,
    @CollectorName nvarchar(64),
    @IntervalMs    int = NULL,
    @TimeoutMs     int = NULL,
    @RowLimit      int = NULL,
    @BudgetMs      int = NULL,
    @BudgetPercent int = NULL,
    @IsEnabled     bit = NULL,
    @VersionText   nvarchar(64) = NULL,
    @ChangedBy     nvarchar(128) = NULL,
    @Now           datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = @InstanceName);
DECLARE @OldText nvarchar(1400);
DECLARE @OldVersion nvarchar(64);
DECLARE @QueryText nvarchar(max);
DECLARE @Subject nvarchar(256) = CONCAT(@InstanceName, N', ', @CollectorName);

BEGIN TRANSACTION;

SET @QueryText =
(
    SELECT o.QueryText
    FROM config.CollectorOverride AS o WITH (UPDLOCK, HOLDLOCK)
    WHERE o.InstanceId = @InstanceId
      AND o.CollectorName = @CollectorName
);

SELECT @OldText = v.LimitText, @OldVersion = v.VersionText
FROM config.CollectorLimits(@InstanceId, @CollectorName) AS v;

IF @VersionText <> @OldVersion
    EXEC config.RefuseStale @Subject, @OldText;

EXEC config.SetCollectorOverride
    @InstanceName = @InstanceName,
    @CollectorName = @CollectorName,
    @IntervalMs = @IntervalMs,
    @TimeoutMs = @TimeoutMs,
    @RowLimit = @RowLimit,
    @BudgetMs = @BudgetMs,
    @BudgetPercent = @BudgetPercent,
    @QueryText = @QueryText,
    @IsEnabled = @IsEnabled,
    @ChangedBy = @ChangedBy,
    @Now = @Now;

COMMIT TRANSACTION;
