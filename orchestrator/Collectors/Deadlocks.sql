-- interval: 10 s
-- timeout: 10 s
-- rows: 1000
-- source: log
-- permissions: VIEW SERVER STATE; the event session AxMonitor_Blocking (xe-sessions/) with
--              xml_deadlock_report, else system_health is read
-- needs: VIEW SERVER STATE
-- uses: xe AxMonitor_Blocking(xml_deadlock_report)
--
-- xml_deadlock_report events from the files of the event session, from the bookmark on; none is dropped.
-- Where the session does not run or does not hold the event, the files of system_health are
-- read, which every server writes.
DECLARE @Session sysname = N'AxMonitor_Blocking';
DECLARE @OtherSession sysname = N'system_health';
DECLARE @Wanted nvarchar(200) = N' xml_deadlock_report ';
DECLARE @MayDrop bit = 0;

-- include: EventFile
