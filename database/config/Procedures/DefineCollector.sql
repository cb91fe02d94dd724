/*  config.DefineCollector: makes a collector known while a version is deployed. One that exists keeps the
    numbers an administrator may have changed.
    @CollectorName      name of its file in orchestrator/Collectors
    @IntervalMs, @TimeoutMs, @RowLimit   defaults
    @TargetProcedure    takes the rows, such as collect.SaveWaits
    @TableType          of its @Rows, such as stage.Waits
    @BudgetMs, @BudgetPercent   most time of a run at the watched server: absolute,
                                and as a share of the interval
    @HasBookmark        1 when it reads a log from where it stopped (collect.GetParameters)
    Errors              547 a number out of range  */
CREATE PROCEDURE config.DefineCollector
    @CollectorName   nvarchar(64),
    @IntervalMs      int,
    @TimeoutMs       int,
    @RowLimit        int,
    @TargetProcedure nvarchar(256),
    @TableType       nvarchar(256),
    @HasBookmark     bit = 0,
    @BudgetMs        int = 5000,
    @BudgetPercent   int = 25
AS
SET NOCOUNT, XACT_ABORT ON;

UPDATE config.Collector
SET TargetProcedure = @TargetProcedure,
    TableType = @TableType,
    HasBookmark = @HasBookmark
WHERE CollectorName = @CollectorName;

IF @@ROWCOUNT = 0
    INSERT config.Collector
    (
        CollectorName,
        IntervalMs,
        TimeoutMs,
        RowLimit,
        BudgetMs,
        BudgetPercent,
        TargetProcedure,
        TableType,
        HasBookmark
    )
    VALUES
    (
        @CollectorName,
        @IntervalMs,
        @TimeoutMs,
        @RowLimit,
        @BudgetMs,
        @BudgetPercent,
        @TargetProcedure,
        @TableType,
        @HasBookmark
    );
