-- Sources of events say which metrics they watch, so that rules of any series leave those to them.
-- Way back: restore the backup taken before the deployment.
IF OBJECT_ID(N'config.AlertSource', N'U') IS NOT NULL
    ALTER TABLE config.AlertSource ADD MetricLike nvarchar(64) NULL;
