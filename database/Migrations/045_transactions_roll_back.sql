-- Since when a long transaction is rolled back, and how far that is: nullable columns, a change of metadata.
-- Way back: restore the backup taken before the deployment.
IF OBJECT_ID(N'fact.LongTransaction', N'U') IS NOT NULL
    ALTER TABLE fact.LongTransaction ADD
        Command          nvarchar(32)  NULL,
        RollingBackSince datetime2(3)  NULL,
        PercentComplete  decimal(5, 2) NULL,
        RemainingMs      bigint        NULL;
