/*  config.DefineCollector: makes a collector known while a version is deployed, as the header of its file
    declares it. A collector that exists keeps the numbers an administrator may have changed.
    @CollectorName   name of its file in orchestrator/Collectors; its rows go to collect.Save<Name>
    @Kind            data, or check: the results of checks
    @IntervalMs, @TimeoutMs, @RowLimit   defaults
    @TableType       of its rows, such as stage.Waits
    @BudgetMs, @BudgetPercent   most time of a run on the watched server: absolute, and as a share of the
                     interval
    @Source          sample or log, see config.Collector
    Errors           547 a value out of range  */
CREATE PROCEDURE config.DefineCollector
    @CollectorName nvarchar(64),
    @Kind          nvarchar(8),
    @IntervalMs    int,
    @TimeoutMs     int,
    @RowLimit      int,
    @TableType     nvarchar(256),
    @BudgetMs      int = 5000,
    @BudgetPercent int = 25,
    @Source        nvarchar(8) = N'sample'
AS
SET NOCOUNT, XACT_ABORT ON;

UPDATE config.Collector
SET Kind = @Kind,
    TableType = @TableType,
    Source = @Source
WHERE CollectorName = @CollectorName;

IF @@ROWCOUNT = 0
    INSERT config.Collector (CollectorName, Kind, IntervalMs, TimeoutMs, RowLimit, BudgetMs, BudgetPercent, TableType, Source)
    VALUES (@CollectorName, @Kind, @IntervalMs, @TimeoutMs, @RowLimit, @BudgetMs, @BudgetPercent, @TableType, @Source);
