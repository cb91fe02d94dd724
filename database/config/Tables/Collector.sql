/*  The collectors that exist, with their defaults. One row per file in
    orchestrator/Collectors, kept for good.
    HasBookmark: it reads a log from where it stopped, see collect.Bookmark.
    A run that takes longer at the watched server than BudgetMs, or than BudgetPercent of the
    interval, is over its time budget;
    RowLimit is its row budget: what lies beyond it is left out, and the run says so.  */
CREATE TABLE config.Collector
(
    CollectorName   nvarchar(64)  NOT NULL,
    IntervalMs      int           NOT NULL,
    TimeoutMs       int           NOT NULL,
    RowLimit        int           NOT NULL,
    BudgetMs        int           NOT NULL CONSTRAINT DF_Collector_BudgetMs DEFAULT (5000),
    BudgetPercent   int           NOT NULL CONSTRAINT DF_Collector_BudgetPercent DEFAULT (25),
    TargetProcedure nvarchar(256) NOT NULL,
    TableType       nvarchar(256) NOT NULL,
    HasBookmark     bit           NOT NULL CONSTRAINT DF_Collector_HasBookmark DEFAULT (0),
    IsEnabled       bit           NOT NULL CONSTRAINT DF_Collector_IsEnabled DEFAULT (1),
    CONSTRAINT PK_Collector PRIMARY KEY CLUSTERED (CollectorName),
    CONSTRAINT CK_Collector_IntervalMs CHECK (IntervalMs >= 1000),
    CONSTRAINT CK_Collector_TimeoutMs CHECK (TimeoutMs BETWEEN 100 AND 600000),
    CONSTRAINT CK_Collector_RowLimit CHECK (RowLimit BETWEEN 1 AND 1000000),
    CONSTRAINT CK_Collector_BudgetMs CHECK (BudgetMs BETWEEN 10 AND 600000),
    CONSTRAINT CK_Collector_BudgetPercent CHECK (BudgetPercent BETWEEN 1 AND 100)
);
