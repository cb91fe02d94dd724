-- interval: 10 s
-- timeout: 10 s
-- rows: 1000
-- source: log
-- permissions: VIEW SERVER STATE; the event session AxMonitor_Blocking (xe-sessions/) and 'blocked
--              process threshold (s)' of at least 5
-- needs: VIEW SERVER STATE; xe AxMonitor_Blocking(blocked_process_report)
-- needs: option 'blocked process threshold (s)' > 0
--
-- blocked_process_report events from the files of the event session, from the bookmark on; none is dropped.
DECLARE @Session sysname = N'AxMonitor_Blocking';
DECLARE @OtherSession sysname = N'';
DECLARE @Wanted nvarchar(200) = N' blocked_process_report ';
DECLARE @MayDrop bit = 0;

-- include: EventFile
