-- Partitions of today and the days to come, before the first fact arrives; from then on
-- the orchestrator has them made.
DECLARE @Now datetime2(3) = SYSUTCDATETIME();
EXEC ops.MaintainPartitions @Now;
