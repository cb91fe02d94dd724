-- Baselines: each metric gets a least value, below which no anomaly is reported, and a version of its
-- definition.
-- Way back: restore the backup taken before the deployment.
IF OBJECT_ID(N'config.Metric', N'U') IS NOT NULL
    ALTER TABLE config.Metric ADD
        FloorValue        float NULL,
        DefinitionVersion int   NOT NULL CONSTRAINT DF_Metric_DefinitionVersion DEFAULT (1);
GO
IF OBJECT_ID(N'config.Metric', N'U') IS NOT NULL
    ALTER TABLE config.Metric WITH CHECK ADD CONSTRAINT CK_Metric_FloorValue CHECK (FloorValue > 0);
