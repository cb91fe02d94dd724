-- What was resolved lately is asked at every evaluation.
-- Way back: restore the backup taken before the deployment.
CREATE NONCLUSTERED INDEX IX_Alert_ResolvedAt ON alert.Alert (ResolvedAt);
