-- Baselines: what is too little of a metric to speak of, and which definition its values are of.
-- Way back: restore the backup taken before the deployment.
IF OBJECT_ID(N'config.Metric', N'U') IS NOT NULL
    ALTER TABLE config.Metric ADD
        FloorValue        float NULL,
        DefinitionVersion int   NOT NULL CONSTRAINT DF_Metric_DefinitionVersion DEFAULT (1);
GO
IF OBJECT_ID(N'config.Metric', N'U') IS NOT NULL
    ALTER TABLE config.Metric WITH CHECK ADD CONSTRAINT CK_Metric_FloorValue CHECK (FloorValue > 0);
