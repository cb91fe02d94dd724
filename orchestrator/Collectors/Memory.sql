-- interval: 60 s
-- timeout: 5 s
-- rows: 500
-- permissions: VIEW SERVER STATE
-- needs: VIEW SERVER STATE
--
-- The state of memory: the server's and the machine's in the header; memory clerks by type, page life
-- expectancy by NUMA node, and queries with grants as rows. Of the grants come those that wait,
-- then the largest; sessions bring their context_info, because a query with a grant runs and
-- its AX user is the present one.
-- include: SessionSettings

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @TargetKb bigint;
DECLARE @CommittedKb bigint;
DECLARE @PhysicalKb bigint;
DECLARE @AvailableKb bigint;
DECLARE @ProcessKb bigint;
DECLARE @LockedPagesKb bigint;
DECLARE @IsProcessLow bit;
DECLARE @IsSystemLow bit;
DECLARE @PageLifeExpectancySeconds bigint;

CREATE TABLE #Memory
(
    RowOrder                  int            NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    RowKind                   nvarchar(8)    COLLATE Latin1_General_BIN2 NOT NULL,
    Name                      nvarchar(60)   COLLATE Latin1_General_BIN2 NULL,
    SizeKb                    bigint         NULL,
    PageLifeExpectancySeconds bigint         NULL,
    SessionId                 int            NULL,
    RequestId                 int            NULL,
    Dop                       int            NULL,
    RequestedKb               bigint         NULL,
    GrantedKb                 bigint         NULL,
    UsedKb                    bigint         NULL,
    MaxUsedKb                 bigint         NULL,
    IdealKb                   bigint         NULL,
    WaitMs                    bigint         NULL,
    HostName                  nvarchar(128)  COLLATE Latin1_General_BIN2 NULL,
    ProgramName               nvarchar(128)  COLLATE Latin1_General_BIN2 NULL,
    LoginName                 nvarchar(128)  COLLATE Latin1_General_BIN2 NULL,
    ContextInfo               varbinary(128) NULL
);

SELECT @TargetKb = i.committed_target_kb, @CommittedKb = i.committed_kb
FROM sys.dm_os_sys_info AS i;

SELECT
    @PhysicalKb = m.total_physical_memory_kb,
    @AvailableKb = m.available_physical_memory_kb,
    @IsSystemLow = m.system_low_memory_signal_state
FROM sys.dm_os_sys_memory AS m;

SELECT
    @ProcessKb = p.physical_memory_in_use_kb,
    @LockedPagesKb = p.locked_page_allocations_kb,
    @IsProcessLow = CASE WHEN p.process_physical_memory_low = 1 OR p.process_virtual_memory_low = 1 THEN 1 ELSE 0 END
FROM sys.dm_os_process_memory AS p;

INSERT #Memory
(
    RowKind,
    SessionId,
    RequestId,
    Dop,
    RequestedKb,
    GrantedKb,
    UsedKb,
    MaxUsedKb,
    IdealKb,
    WaitMs,
    HostName,
    ProgramName,
    LoginName,
    ContextInfo
)
SELECT
    N'grant',
    g.session_id,
    g.request_id,
    g.dop,
    g.requested_memory_kb,
    g.granted_memory_kb,
    g.used_memory_kb,
    g.max_used_memory_kb,
    g.ideal_memory_kb,
    g.wait_time_ms,
    s.host_name,
    s.program_name,
    s.login_name,
    s.context_info
FROM sys.dm_exec_query_memory_grants AS g
LEFT JOIN sys.dm_exec_sessions AS s ON s.session_id = g.session_id
WHERE g.session_id <> @@SPID
ORDER BY CASE WHEN g.granted_memory_kb IS NULL THEN 0 ELSE 1 END, g.wait_time_ms DESC, g.granted_memory_kb DESC;

INSERT #Memory (RowKind, Name, SizeKb)
SELECT N'clerk', c.[type] COLLATE Latin1_General_BIN2, SUM(c.pages_kb + c.virtual_memory_committed_kb)
FROM sys.dm_os_memory_clerks AS c
GROUP BY c.[type] COLLATE Latin1_General_BIN2
HAVING SUM(c.pages_kb + c.virtual_memory_committed_kb) > 0;

INSERT #Memory (RowKind, Name, PageLifeExpectancySeconds)
SELECT CASE WHEN n.ObjectName = N'Buffer Node' THEN N'node' ELSE N'server' END, n.InstanceName, p.cntr_value
FROM sys.dm_os_performance_counters AS p
CROSS APPLY
(
    SELECT
        ObjectName = RTRIM(SUBSTRING(p.object_name, CHARINDEX(N':', p.object_name) + 1, 128)) COLLATE Latin1_General_CI_AS,
        InstanceName = LEFT(RTRIM(p.instance_name), 60) COLLATE Latin1_General_BIN2
) AS n
WHERE p.counter_name COLLATE Latin1_General_CI_AS = N'Page life expectancy'
  AND n.ObjectName IN (N'Buffer Node', N'Buffer Manager');

SET @PageLifeExpectancySeconds = (SELECT MAX(m.PageLifeExpectancySeconds) FROM #Memory AS m WHERE m.RowKind = N'server');

SELECT
    CapturedAt = @CapturedAt,
    TargetKb = @TargetKb,
    CommittedKb = @CommittedKb,
    PhysicalKb = @PhysicalKb,
    AvailableKb = @AvailableKb,
    ProcessKb = @ProcessKb,
    LockedPagesKb = @LockedPagesKb,
    PageLifeExpectancySeconds = @PageLifeExpectancySeconds,
    IsProcessLow = @IsProcessLow,
    IsSystemLow = @IsSystemLow,
    GrantedCount = COALESCE(SUM(CASE WHEN m.RowKind = N'grant' AND m.GrantedKb IS NOT NULL THEN 1 ELSE 0 END), 0),
    WaitingCount = COALESCE(SUM(CASE WHEN m.RowKind = N'grant' AND m.GrantedKb IS NULL THEN 1 ELSE 0 END), 0),
    GrantedKb = COALESCE(SUM(CASE WHEN m.RowKind = N'grant' THEN m.GrantedKb END), 0),
    LongestWaitMs = COALESCE(MAX(CASE WHEN m.RowKind = N'grant' THEN m.WaitMs END), 0),
    IsTruncated = CAST(CASE WHEN COUNT(*) > @RowLimit THEN 1 ELSE 0 END AS bit)
FROM #Memory AS m;

-- Of the grants at most fifty: those that wait, then the largest.
SELECT TOP (@RowLimit)
    RowKind = m.RowKind,
    Name = m.Name,
    SizeKb = m.SizeKb,
    PageLifeExpectancySeconds = m.PageLifeExpectancySeconds,
    SessionId = m.SessionId,
    RequestId = m.RequestId,
    Dop = m.Dop,
    RequestedKb = m.RequestedKb,
    GrantedKb = m.GrantedKb,
    UsedKb = m.UsedKb,
    MaxUsedKb = m.MaxUsedKb,
    IdealKb = m.IdealKb,
    WaitMs = m.WaitMs,
    HostName = m.HostName,
    ProgramName = m.ProgramName,
    LoginName = m.LoginName,
    ContextInfo = m.ContextInfo
FROM #Memory AS m
WHERE m.RowKind <> N'server'
  AND (m.RowKind <> N'grant' OR m.RowOrder <= 50)
ORDER BY m.RowOrder;

DROP TABLE #Memory;
