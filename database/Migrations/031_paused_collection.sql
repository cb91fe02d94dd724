-- A maintenance window can pause collection. An upgrade from 0.1.0 makes the table after the migrations.
-- Way back: restore the backup taken before the deployment.
IF OBJECT_ID(N'config.MaintenanceWindow', N'U') IS NOT NULL
    ALTER TABLE config.MaintenanceWindow ADD
        IsCollectionPaused bit NOT NULL CONSTRAINT DF_MaintenanceWindow_IsCollectionPaused DEFAULT (0);
GO
IF OBJECT_ID(N'config.MaintenanceWindow', N'U') IS NOT NULL
    ALTER TABLE config.MaintenanceWindow WITH CHECK ADD
        CONSTRAINT CK_MaintenanceWindow_IsCollectionPaused CHECK (IsCollectionPaused = 0 OR (RuleId IS NULL AND KeyLike IS NULL));
