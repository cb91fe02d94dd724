-- What was resolved lately is asked at every evaluation.
-- Way back: DROP INDEX IX_Alert_ResolvedAt ON alert.Alert.
CREATE NONCLUSTERED INDEX IX_Alert_ResolvedAt ON alert.Alert (ResolvedAt);
