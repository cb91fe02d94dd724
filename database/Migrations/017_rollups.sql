-- Rollups: what a metric's values are, what a collector reads, and collectors by number.
-- Way back: restore the backup taken before the deployment.
ALTER TABLE config.Collector ADD
    Source      nvarchar(8) NOT NULL CONSTRAINT DF_Collector_Source DEFAULT (N'sample'),
    CollectorId int         NOT NULL IDENTITY (1, 1),
    CONSTRAINT UQ_Collector_CollectorId UNIQUE (CollectorId),
    CONSTRAINT CK_Collector_Source CHECK (Source IN (N'sample', N'log'));

IF OBJECT_ID(N'config.Metric', N'U') IS NOT NULL
    ALTER TABLE config.Metric ADD Kind nvarchar(16) NULL;
GO
-- The seeds say of each metric what it is.
IF OBJECT_ID(N'config.Metric', N'U') IS NOT NULL
BEGIN
    UPDATE config.Metric
    SET Kind = N'gauge';

    ALTER TABLE config.Metric ALTER COLUMN Kind nvarchar(16) NOT NULL;

    ALTER TABLE config.Metric WITH CHECK ADD CONSTRAINT CK_Metric_Kind
        CHECK (Kind IN (N'gauge', N'event count', N'event value'));
END;
