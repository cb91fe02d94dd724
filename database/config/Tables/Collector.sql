/*  The collectors that exist, with their defaults. One row per file in orchestrator/Collectors, kept for good.
    HasBookmark: it reads a log from where it stopped, see collect.Bookmark.  */
CREATE TABLE config.Collector
(
    CollectorName   nvarchar(64)  NOT NULL,
    IntervalMs      int           NOT NULL,
    TimeoutMs       int           NOT NULL,
    RowLimit        int           NOT NULL,
    TargetProcedure nvarchar(256) NOT NULL,
    TableType       nvarchar(256) NOT NULL,
    HasBookmark     bit           NOT NULL CONSTRAINT DF_Collector_HasBookmark DEFAULT (0),
    IsEnabled       bit           NOT NULL CONSTRAINT DF_Collector_IsEnabled DEFAULT (1),
    CONSTRAINT PK_Collector PRIMARY KEY CLUSTERED (CollectorName),
    CONSTRAINT CK_Collector_IntervalMs CHECK (IntervalMs >= 1000),
    CONSTRAINT CK_Collector_TimeoutMs CHECK (TimeoutMs BETWEEN 100 AND 600000),
    CONSTRAINT CK_Collector_RowLimit CHECK (RowLimit BETWEEN 1 AND 1000000)
);
