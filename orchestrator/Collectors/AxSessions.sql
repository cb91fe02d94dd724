-- interval: 60 s
-- timeout: 10 s
-- rows: 20000
-- permissions: VIEW DEFINITION and SELECT on dbo.SYSCLIENTSESSIONS, SYSSERVERSESSIONS, SYSSERVERCONFIG,
--              BATCHSERVERGROUP and USERINFO in the AX database; for SQL sessions VIEW SERVER STATE
-- needs: table AX dbo.SYSCLIENTSESSIONS(SESSIONID, USERID, STATUS)
-- uses: VIEW SERVER STATE
-- uses: AX VIEW DEFINITION; table AX dbo.SYSSERVERSESSIONS(SERVERID, AOSID, STATUS)
-- uses: table AX dbo.SYSSERVERCONFIG(SERVERID)
-- uses: table AX dbo.BATCHSERVERGROUP(SERVERID, GROUPID); table AX dbo.USERINFO(ID, COMPANY)
--
-- AX servers (AOS) and AX sessions as they are now, and how many SQL sessions the computer of each has: they
-- are gone at once when it dies, while its rows stay. Free slots of SYSCLIENTSESSIONS (status 0) are counted,
-- not listed: their rows stay behind.
-- The table has no current company of a session; StartCompany is the one its user starts in.
-- include: SessionSettings
-- include: DatabaseIdentity

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @IsTruncated bit = 0;
DECLARE @HasSessions bit = 0;
DECLARE @HasServers bit = 0;
DECLARE @Sql nvarchar(max);
DECLARE @Rows int;

-- include: AxTables

CREATE TABLE #Row
(
    RowKind        nvarchar(8)   COLLATE DATABASE_DEFAULT NOT NULL,
    ServerNumber   int           NULL,
    AosName        nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    StatusNumber   int           NULL,
    LoginAt        datetime2(3)  NULL,
    HeartbeatAt    datetime2(3)  NULL,
    IsLoadBalancer bit           NULL,
    IsBatchEnabled bit           NULL,
    MaxSessions    int           NULL,
    GroupCount     int           NULL,
    SessionId      int           NULL,
    UserId         nvarchar(20)  COLLATE DATABASE_DEFAULT NULL,
    ClientType     int           NULL,
    SessionType    int           NULL,
    ClientComputer nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    StartCompany   nvarchar(10)  COLLATE DATABASE_DEFAULT NULL,
    DataPartition  nvarchar(8)   COLLATE DATABASE_DEFAULT NULL,
    SessionCount   int           NULL
);

INSERT #Wanted (Alias, TableName, ColumnName, IsKey, TypeName)
VALUES
    (N'c', N'SYSCLIENTSESSIONS', N'SESSIONID', 1, N'int'), (N'c', N'SYSCLIENTSESSIONS', N'USERID', 1, N'nvarchar(20)'),
    (N'c', N'SYSCLIENTSESSIONS', N'STATUS', 1, N'int'),
    (N'c', N'SYSCLIENTSESSIONS', N'SERVERID', 0, N'int'), (N'c', N'SYSCLIENTSESSIONS', N'CLIENTTYPE', 0, N'int'),
    (N'c', N'SYSCLIENTSESSIONS', N'SESSIONTYPE', 0, N'int'),
    (N'c', N'SYSCLIENTSESSIONS', N'CLIENTCOMPUTER', 0, N'nvarchar(128)'),
    (N'c', N'SYSCLIENTSESSIONS', N'LOGINDATETIME', 0, N'datetime'),
    (N'c', N'SYSCLIENTSESSIONS', N'DATAPARTITION', 0, N'nvarchar(8)'),
    (N's', N'SYSSERVERSESSIONS', N'SERVERID', 1, N'int'), (N's', N'SYSSERVERSESSIONS', N'AOSID', 1, N'nvarchar(128)'),
    (N's', N'SYSSERVERSESSIONS', N'STATUS', 1, N'int'),
    (N's', N'SYSSERVERSESSIONS', N'INSTANCE_NAME', 0, N'nvarchar(50)'),
    (N's', N'SYSSERVERSESSIONS', N'LOGINDATETIME', 0, N'datetime'),
    (N's', N'SYSSERVERSESSIONS', N'LASTUPDATEDATETIME', 0, N'datetime'), (N's', N'SYSSERVERSESSIONS', N'LOADBALANCE', 0, N'int'),
    (N'f', N'SYSSERVERCONFIG', N'SERVERID', 1, N'nvarchar(128)'), (N'f', N'SYSSERVERCONFIG', N'ENABLEBATCH', 0, N'int'),
    (N'f', N'SYSSERVERCONFIG', N'MAXSESSIONS', 0, N'int'),
    (N'g', N'BATCHSERVERGROUP', N'SERVERID', 1, N'nvarchar(128)'), (N'g', N'BATCHSERVERGROUP', N'GROUPID', 1, N'nvarchar(60)'),
    (N'u', N'USERINFO', N'ID', 1, N'nvarchar(20)'), (N'u', N'USERINFO', N'COMPANY', 1, N'nvarchar(10)');

-- A user id that exists in several partitions with different companies has none.
INSERT #Text (Name, Body)
VALUES (N'session', N'
    INSERT #Row
    (
        RowKind,
        ServerNumber,
        StatusNumber,
        LoginAt,
        SessionId,
        UserId,
        ClientType,
        SessionType,
        ClientComputer,
        StartCompany,
        DataPartition
    )
    SELECT TOP (@RowLimit)
        N''session'',
        {c.SERVERID},
        {c.STATUS},
        {c.LOGINDATETIME},
        {c.SESSIONID},
        LEFT({c.USERID}, 20),
        {c.CLIENTTYPE},
        {c.SESSIONTYPE},
        LEFT({c.CLIENTCOMPUTER}, 128),
        CASE WHEN p.FirstCompany = p.LastCompany THEN LEFT(p.FirstCompany, 10) END,
        LEFT({c.DATAPARTITION}, 8)
    FROM {c} AS c
    LEFT JOIN
    (
        SELECT n.UserId, FirstCompany = MIN(n.Company), LastCompany = MAX(n.Company)
        FROM (SELECT UserId = {u.ID}, Company = {u.COMPANY} FROM {u} AS u) AS n
        GROUP BY n.UserId
    ) AS p ON p.UserId = {c.USERID}
    WHERE {c.STATUS} <> 0
    ORDER BY {c.SESSIONID};
    SET @Rows = @@ROWCOUNT;

    INSERT #Row (RowKind, ServerNumber, StatusNumber, ClientType, SessionType, SessionCount)
    SELECT N''free'', n.ServerNumber, 0, n.ClientType, n.SessionType, COUNT(*)
    FROM
    (
        SELECT ServerNumber = {c.SERVERID}, ClientType = {c.CLIENTTYPE}, SessionType = {c.SESSIONTYPE}
        FROM {c} AS c
        WHERE {c.STATUS} = 0
    ) AS n
    GROUP BY n.ServerNumber, n.ClientType, n.SessionType;');

-- The name is the one the client shows and the batch tables use: instance, at sign, computer.
INSERT #Text (Name, Body)
VALUES (N'server', N'
    INSERT #Row (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt, IsLoadBalancer)
    SELECT TOP (@RowLimit)
        N''server'',
        {s.SERVERID},
        LEFT(
            COALESCE(
                NULLIF({s.INSTANCE_NAME}, N'''') + N''@'' + LEFT({s.AOSID}, CHARINDEX(N''@'', {s.AOSID} + N''@'') - 1),
                {s.AOSID}),
            128),
        {s.STATUS},
        {s.LOGINDATETIME},
        {s.LASTUPDATEDATETIME},
        CASE WHEN {s.LOADBALANCE} = 0 THEN 0 WHEN {s.LOADBALANCE} <> 0 THEN 1 END
    FROM {s} AS s
    ORDER BY {s.SERVERID};');

INSERT #Text (Name, Body)
VALUES (N'config', N'
    INSERT #Row (RowKind, AosName, IsBatchEnabled, MaxSessions, GroupCount)
    SELECT TOP (@RowLimit)
        N''config'',
        LEFT({f.SERVERID}, 128),
        CASE WHEN {f.ENABLEBATCH} = 0 THEN 0 WHEN {f.ENABLEBATCH} <> 0 THEN 1 END,
        {f.MAXSESSIONS},
        CASE WHEN {g?} = 1 THEN (SELECT COUNT(*) FROM {g} AS g WHERE {g.SERVERID} = {f.SERVERID}) END
    FROM {f} AS f
    ORDER BY {f.SERVERID};');

-- include: AxColumns

IF EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.Alias = N'c' AND w.ActualTable IS NOT NULL)
BEGIN
    SET @Sql = (SELECT t.Body FROM #Text AS t WHERE t.Name = N'session');
    EXEC @InAxDatabase @Sql, N'@RowLimit int, @Rows int OUTPUT', @RowLimit, @Rows OUTPUT;
    SELECT @HasSessions = 1, @IsTruncated = CASE WHEN @Rows >= @RowLimit THEN 1 ELSE 0 END;
END;

IF EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.Alias = N's' AND w.ActualTable IS NOT NULL)
BEGIN
    SET @Sql = (SELECT t.Body FROM #Text AS t WHERE t.Name = N'server');
    EXEC @InAxDatabase @Sql, N'@RowLimit int', @RowLimit;
    SET @HasServers = 1;
END;

IF EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.Alias = N'f' AND w.ActualTable IS NOT NULL)
BEGIN
    SET @Sql = (SELECT t.Body FROM #Text AS t WHERE t.Name = N'config');
    EXEC @InAxDatabase @Sql, N'@RowLimit int', @RowLimit;
END;

-- Without the permission the view shows one's own session only. Since SQL Server 2022 its part for
-- performance is enough; an older server does not know that name (NULL). The row without a name says that it
-- was read.
IF @HasServers = 1
   AND (HAS_PERMS_BY_NAME(NULL, NULL, N'VIEW SERVER STATE') = 1
       OR HAS_PERMS_BY_NAME(NULL, NULL, N'VIEW SERVER PERFORMANCE STATE') = 1)
    INSERT #Row (RowKind, AosName, SessionCount)
    SELECT N'sql', s.host_name COLLATE DATABASE_DEFAULT, COUNT(*)
    FROM sys.dm_exec_sessions AS s
    WHERE s.is_user_process = 1
      AND s.program_name LIKE N'Microsoft Dynamics AX%'
      AND s.host_name <> N''
    GROUP BY s.host_name COLLATE DATABASE_DEFAULT
    UNION ALL
    SELECT N'sql', N'', 0;

SELECT
    CapturedAt = @CapturedAt,
    HasSessions = @HasSessions,
    HasServers = @HasServers,
    IsTruncated = @IsTruncated,
    MissingColumns = @MissingColumns,
    DatabaseBeganTime = @DatabaseBeganTime,
    DatabaseBeganAt = @DatabaseBeganAt,
    DatabaseForkId = @DatabaseForkId;

-- 1900-01-01 is AX's way to say that a time is not set.
SELECT
    RowKind = r.RowKind,
    ServerNumber = r.ServerNumber,
    AosName = r.AosName,
    StatusNumber = r.StatusNumber,
    LoginAt = NULLIF(r.LoginAt, CAST('1900-01-01' AS datetime2(3))),
    HeartbeatAt = NULLIF(r.HeartbeatAt, CAST('1900-01-01' AS datetime2(3))),
    IsLoadBalancer = r.IsLoadBalancer,
    IsBatchEnabled = r.IsBatchEnabled,
    MaxSessions = r.MaxSessions,
    GroupCount = r.GroupCount,
    SessionId = r.SessionId,
    UserId = r.UserId,
    ClientType = r.ClientType,
    SessionType = r.SessionType,
    ClientComputer = NULLIF(r.ClientComputer, N''),
    StartCompany = NULLIF(r.StartCompany, N''),
    DataPartition = NULLIF(r.DataPartition, N''),
    SessionCount = r.SessionCount
FROM #Row AS r
ORDER BY r.RowKind DESC, r.ServerNumber, r.SessionId;

DROP TABLE #Wanted;
DROP TABLE #Text;
DROP TABLE #Row;
