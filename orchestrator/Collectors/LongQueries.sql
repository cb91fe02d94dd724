-- interval: 30 s
-- timeout: 20 s
-- rows: 500
-- source: log
-- permissions: VIEW SERVER STATE; the event session AxMonitor_LongQueries (xe-sessions/)
-- needs: VIEW SERVER STATE; xe AxMonitor_LongQueries(rpc_completed, sql_batch_completed)
--
-- Calls and batches over the threshold of the event session, from the bookmark on. Of a flood the first
-- @RowLimit of a run are taken and the rest is counted.
DECLARE @Session sysname = N'AxMonitor_LongQueries';
DECLARE @OtherSession sysname = N'';
DECLARE @Wanted nvarchar(200) = N' rpc_completed sql_batch_completed ';
DECLARE @MayDrop bit = 1;

-- include: EventFile
