-- interval: 30 s
-- timeout: 20 s
-- rows: 2000
-- source: log
-- permissions: VIEW SERVER STATE; the event session AxMonitor_Errors (xe-sessions/)
-- needs: VIEW SERVER STATE; xe AxMonitor_Errors(attention)
--
-- attention events (requests that their client cancelled or gave up), from the bookmark on. Of a flood the
-- first @RowLimit of a run are taken and the rest is counted.
DECLARE @Session sysname = N'AxMonitor_Errors';
DECLARE @OtherSession sysname = N'';
DECLARE @Wanted nvarchar(200) = N' attention ';
DECLARE @MayDrop bit = 1;

-- include: EventFile
