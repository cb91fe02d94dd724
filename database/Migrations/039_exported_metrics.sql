-- Metrics may be shown as gauges of the service.
-- Way back: restore the backup taken before the deployment.
IF OBJECT_ID(N'config.Metric', N'U') IS NOT NULL
    ALTER TABLE config.Metric ADD IsExported bit NOT NULL CONSTRAINT DF_Metric_IsExported DEFAULT (0);
