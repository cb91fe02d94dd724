-- The collector BlockedProcesses (the server's own reports of blocked processes): the retention of its
-- tables.
-- All collectors of event files write it.
EXEC config.DefineFactTable N'fact.EventLoss', N'Operations', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BlockedProcess', N'Detail', N'EventAt';
EXEC config.DefineFactTable N'fact.BlockedProcessEvent', N'Detail', N'EventAt';
