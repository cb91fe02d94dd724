-- A collector whose readings time out reads less the next time.
-- Way back: restore the backup taken before the deployment.
IF OBJECT_ID(N'ops.CollectorState', N'U') IS NOT NULL
    ALTER TABLE ops.CollectorState ADD ShrinkFactor int NOT NULL CONSTRAINT DF_CollectorState_ShrinkFactor DEFAULT (1);
GO
IF OBJECT_ID(N'ops.CollectorState', N'U') IS NOT NULL
BEGIN
    ALTER TABLE ops.CollectorState DROP CONSTRAINT DF_CollectorState_ShrinkFactor;
    ALTER TABLE ops.CollectorState ADD CONSTRAINT CK_CollectorState_ShrinkFactor CHECK (ShrinkFactor BETWEEN 1 AND 64);
END;
