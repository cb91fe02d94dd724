/*  What one instance does differently with one collector; NULL means the collector's
    default. Few rows, kept for good.
    Written by config.SetCollectorOverride.
    QueryText replaces the collector's file, because AX schemas are customised.  */
CREATE TABLE config.CollectorOverride
(
    InstanceId    int           NOT NULL,
    CollectorName nvarchar(64)  NOT NULL,
    IntervalMs    int           NULL,
    TimeoutMs     int           NULL,
    RowLimit      int           NULL,
    BudgetMs      int           NULL,
    BudgetPercent int           NULL,
    QueryText     nvarchar(max) NULL,
    IsEnabled     bit           NULL,
    CONSTRAINT PK_CollectorOverride PRIMARY KEY CLUSTERED (InstanceId, CollectorName),
    CONSTRAINT FK_CollectorOverride_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_CollectorOverride_Collector FOREIGN KEY (CollectorName) REFERENCES config.Collector (CollectorName),
    CONSTRAINT CK_CollectorOverride_IntervalMs CHECK (IntervalMs >= 1000),
    CONSTRAINT CK_CollectorOverride_TimeoutMs CHECK (TimeoutMs BETWEEN 100 AND 600000),
    CONSTRAINT CK_CollectorOverride_RowLimit CHECK (RowLimit BETWEEN 1 AND 1000000),
    CONSTRAINT CK_CollectorOverride_BudgetMs CHECK (BudgetMs BETWEEN 10 AND 600000),
    CONSTRAINT CK_CollectorOverride_BudgetPercent CHECK (BudgetPercent BETWEEN 1 AND 100)
);
