/*  config.SetCollectorText: gives one instance its own text of a collector, or takes it away, and leaves what
    else the instance does differently as it is. The text is run on the watched server as the service's login:
    `axmonitor collector set-text` judges it before, and the service does before each run.
    @InstanceName, @CollectorName
    @QueryText   one batch that only reads; NULL: the collector's own file again
    @ChangedBy   who changes it; NULL: the login
    @Now         UTC; NULL: the present by the repository's own clock
    Errors       50031 unknown instance or collector, 50032 an empty text  */
CREATE PROCEDURE config.SetCollectorText
    @InstanceName  sysname,
    @CollectorName nvarchar(64),
    @QueryText     nvarchar(max),
    @ChangedBy     nvarchar(128) = NULL,
    @Now           datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @IntervalMs int, @TimeoutMs int, @RowLimit int, @BudgetMs int, @BudgetPercent int, @IsEnabled bit;

BEGIN TRANSACTION;

SELECT
    @IntervalMs = o.IntervalMs,
    @TimeoutMs = o.TimeoutMs,
    @RowLimit = o.RowLimit,
    @BudgetMs = o.BudgetMs,
    @BudgetPercent = o.BudgetPercent,
    @IsEnabled = o.IsEnabled
FROM config.CollectorOverride AS o WITH (UPDLOCK, HOLDLOCK)
INNER JOIN config.Instance AS i ON i.InstanceId = o.InstanceId
WHERE i.InstanceName = @InstanceName
  AND o.CollectorName = @CollectorName;

EXEC config.SetCollectorOverride
    @InstanceName,
    @CollectorName,
    @IntervalMs,
    @TimeoutMs,
    @RowLimit,
    @BudgetMs,
    @BudgetPercent,
    @QueryText,
    @IsEnabled,
    @ChangedBy,
    @Now;

COMMIT TRANSACTION;
