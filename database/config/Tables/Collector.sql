/*  The collectors that exist, with their defaults. One row per file in orchestrator/Collectors, kept for
    good.
    Kind: data, or check for the one whose results say whether the others have what they need; it always
    runs.
    Source: sample for one that reads what is there at its time, log for one that reads a log from where it
    stopped, so that an outage of the monitor loses nothing.
    CollectorId stands for the name in large tables.
    TableType is that of its rows, which collect.Save<CollectorName> takes.
    A run that takes longer on the watched server than BudgetMs, or than BudgetPercent of the interval, is
    over its time budget; RowLimit is its row budget: what lies beyond it is left out, and the run says
    so.  */
CREATE TABLE config.Collector
(
    CollectorName nvarchar(64)  NOT NULL,
    Kind          nvarchar(8)   NOT NULL CONSTRAINT DF_Collector_Kind DEFAULT (N'data'),
    IntervalMs    int           NOT NULL,
    TimeoutMs     int           NOT NULL,
    RowLimit      int           NOT NULL,
    BudgetMs      int           NOT NULL CONSTRAINT DF_Collector_BudgetMs DEFAULT (5000),
    BudgetPercent int           NOT NULL CONSTRAINT DF_Collector_BudgetPercent DEFAULT (25),
    TableType     nvarchar(256) NOT NULL,
    IsEnabled     bit           NOT NULL CONSTRAINT DF_Collector_IsEnabled DEFAULT (1),
    Source        nvarchar(8)   NOT NULL CONSTRAINT DF_Collector_Source DEFAULT (N'sample'),
    CollectorId   int           NOT NULL IDENTITY (1, 1),
    CONSTRAINT PK_Collector PRIMARY KEY CLUSTERED (CollectorName),
    CONSTRAINT UQ_Collector_CollectorId UNIQUE (CollectorId),
    CONSTRAINT CK_Collector_Source CHECK (Source IN (N'sample', N'log')),
    CONSTRAINT CK_Collector_Kind CHECK (Kind IN (N'data', N'check')),
    CONSTRAINT CK_Collector_IntervalMs CHECK (IntervalMs >= 1000),
    CONSTRAINT CK_Collector_TimeoutMs CHECK (TimeoutMs BETWEEN 100 AND 600000),
    CONSTRAINT CK_Collector_RowLimit CHECK (RowLimit BETWEEN 1 AND 1000000),
    CONSTRAINT CK_Collector_BudgetMs CHECK (BudgetMs BETWEEN 10 AND 600000),
    CONSTRAINT CK_Collector_BudgetPercent CHECK (BudgetPercent BETWEEN 1 AND 100)
);
