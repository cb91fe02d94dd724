-- What follows a sample is decided by its time and the start of the server, which the states need not repeat.
-- Way back: restore the backup taken before the deployment.
IF COL_LENGTH(N'collect.QueryStatSample', N'ServerStartTime') IS NOT NULL
    ALTER TABLE collect.QueryStatSample DROP COLUMN ServerStartTime;
IF COL_LENGTH(N'collect.IndexUsageState', N'ServerStartTime') IS NOT NULL
    ALTER TABLE collect.IndexUsageState DROP COLUMN ServerStartTime;
IF COL_LENGTH(N'collect.FileIoState', N'ServerStartedAt') IS NOT NULL
    ALTER TABLE collect.FileIoState DROP COLUMN ServerStartedAt;
