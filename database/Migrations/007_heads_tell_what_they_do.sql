-- What a head blocker does, how far it is, and how much log its transaction has written: nullable columns, a
-- change of metadata.
-- Way back: restore the backup taken before the deployment.
ALTER TABLE fact.BlockingIncident ADD
    Command         nvarchar(32)  NULL,
    PercentComplete decimal(5, 2) NULL,
    RemainingMs     bigint        NULL,
    LogBytesUsed    bigint        NULL;

ALTER TABLE fact.BlockingNode ADD
    PercentComplete decimal(5, 2) NULL,
    RemainingMs     bigint        NULL;
