-- interval: 10 s
-- timeout: 20 s
-- rows: 2000
-- source: log
-- permissions: VIEW SERVER STATE; the event session AxMonitor_Errors (xe-sessions/)
-- needs: VIEW SERVER STATE; xe AxMonitor_Errors(error_reported)
--
-- error_reported events, from the bookmark on, as often as deadlocks: the error of a victim tells whose it
-- was. Of a flood the first @RowLimit of a run are taken and the rest is counted.
DECLARE @Session sysname = N'AxMonitor_Errors';
DECLARE @OtherSession sysname = N'';
DECLARE @Wanted nvarchar(200) = N' error_reported ';
DECLARE @MayDrop bit = 1;

-- include: EventFile
