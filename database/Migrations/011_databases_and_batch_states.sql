-- Batch states that wait for ever, and what a restore has brought along: nullable columns, a change of
-- metadata.
-- Way back: restore the backup taken before the deployment.
ALTER TABLE fact.BatchBacklog ADD
    DeadEndCount  int NULL,
    StuckJobCount int NULL;

ALTER TABLE fact.BatchCapture ADD
    ForeignCount    int NULL,
    IsOtherDatabase bit NULL;
