-- name: AxSessions
-- interval: 60 s
-- timeout: 10 s
-- procedure: collect.SaveAxSessions
-- type: stage.AxSessions
-- permissions: VIEW DEFINITION and SELECT on dbo.SYSCLIENTSESSIONS, SYSSERVERSESSIONS, SYSSERVERCONFIG,
--              BATCHSERVERGROUP and USERINFO in the AX database
-- needs: table AX dbo.SYSCLIENTSESSIONS(SESSIONID, USERID, STATUS)
-- uses: AX VIEW DEFINITION; table AX dbo.SYSSERVERSESSIONS(SERVERID, AOSID, STATUS)
-- uses: table AX dbo.SYSSERVERCONFIG(SERVERID)
-- uses: table AX dbo.BATCHSERVERGROUP(SERVERID, GROUPID); table AX dbo.USERINFO(ID, COMPANY)
--
-- AX servers (AOS) and AX sessions as they are now. Free slots of SYSCLIENTSESSIONS (status 0) are counted,
-- not listed: their rows stay behind.
-- AX schemas differ: columns are looked up first, by the names of @AxNames where these differ. An optional
-- one that is missing is NULL, a table without its key columns is left out; both stand in MissingColumns. The
-- table has no current company of a session; StartCompany is the one its user begins in.
-- Keeps to compatibility level 110, which an AX database may have.
SET NOCOUNT ON;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;
SET LOCK_TIMEOUT 50;
SET DEADLOCK_PRIORITY LOW;

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @InAxDatabase nvarchar(300) = QUOTENAME(@AxDatabaseName) + N'.sys.sp_executesql';
DECLARE @IsTruncated bit = 0;
DECLARE @HasSessions bit = 0;
DECLARE @HasServers bit = 0;
DECLARE @MissingColumns nvarchar(2000);
DECLARE @SessionSql nvarchar(max);
DECLARE @ServerSql nvarchar(max);
DECLARE @ConfigSql nvarchar(max);
DECLARE @Rows int;
DECLARE @Number int = 1;
DECLARE @Token nvarchar(300);
DECLARE @Value nvarchar(400);

-- What is read, by the alias the texts below use. IsKey: without it the table says nothing.
CREATE TABLE #Wanted
(
    Number       int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    Alias        nvarchar(2)   COLLATE Latin1_General_BIN2 NOT NULL,
    TableName    nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL,
    ColumnName   nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL,
    IsKey        bit           NOT NULL,
    TypeName     nvarchar(32)  COLLATE Latin1_General_BIN2 NOT NULL,
    ActualTable  nvarchar(128) COLLATE Latin1_General_BIN2 NULL,
    ActualColumn nvarchar(128) COLLATE Latin1_General_BIN2 NULL
);

-- What the AX database has, by its own spelling.
CREATE TABLE #Column
(
    TableName  nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL,
    ColumnName nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL
);

CREATE TABLE #Name
(
    TableName  nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL,
    ColumnName nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL,
    ActualName nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL
);

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

IF @AxDatabaseName IS NULL
    SET @MissingColumns = N'the instance names no AX database';
ELSE
BEGIN
    INSERT #Name (TableName, ColumnName, ActualName)
    SELECT n.Item.value(N'@t', N'nvarchar(128)'), n.Item.value(N'@c', N'nvarchar(128)'), n.Item.value(N'@a', N'nvarchar(128)')
    FROM (SELECT Body = CAST(@AxNames AS xml)) AS x
    CROSS APPLY x.Body.nodes(N'/n') AS n (Item);

    EXEC @InAxDatabase N'
        INSERT #Column (TableName, ColumnName)
        SELECT o.name, c.name
        FROM sys.objects AS o
        INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        INNER JOIN sys.columns AS c ON c.object_id = o.object_id
        WHERE s.name = N''dbo''
          AND o.type IN (''U'', ''V'')
          -- What may not be read is as good as missing.
          AND HAS_PERMS_BY_NAME(QUOTENAME(s.name) + N''.'' + QUOTENAME(o.name), N''OBJECT'', N''SELECT'') = 1
          AND UPPER(o.name) COLLATE Latin1_General_BIN2 IN
          (
              SELECT UPPER(COALESCE(n.ActualName, w.TableName))
              FROM #Wanted AS w
              LEFT JOIN #Name AS n ON n.TableName = w.TableName AND n.ColumnName = N''''
          );';

    -- Where two objects differ in case only, the one that is spelt as wanted counts.
    UPDATE #Wanted
    SET ActualTable =
        (
            SELECT TOP (1) k.TableName
            FROM #Column AS k
            WHERE UPPER(k.TableName) = UPPER(COALESCE(
                (SELECT n.ActualName FROM #Name AS n WHERE n.TableName = #Wanted.TableName AND n.ColumnName = N''),
                #Wanted.TableName))
            ORDER BY
                CASE
                    WHEN k.TableName = COALESCE(
                        (SELECT n.ActualName FROM #Name AS n WHERE n.TableName = #Wanted.TableName AND n.ColumnName = N''),
                        #Wanted.TableName)
                        THEN 0
                    ELSE 1
                END,
                k.TableName
        );

    UPDATE #Wanted
    SET ActualColumn =
        (
            SELECT TOP (1) k.ColumnName
            FROM #Column AS k
            WHERE k.TableName = #Wanted.ActualTable
              AND UPPER(k.ColumnName) = UPPER(COALESCE(
                  (
                      SELECT n.ActualName
                      FROM #Name AS n
                      WHERE n.TableName = #Wanted.TableName AND n.ColumnName = #Wanted.ColumnName
                  ), #Wanted.ColumnName))
            ORDER BY k.ColumnName DESC
        );

    -- A table without all its key columns counts as missing.
    UPDATE #Wanted
    SET ActualTable = NULL
    WHERE TableName IN (SELECT k.TableName FROM #Wanted AS k WHERE k.IsKey = 1 AND k.ActualColumn IS NULL);

    SET @MissingColumns = LEFT(STUFF(
    (
        SELECT N', ' + m.Name
        FROM
        (
            SELECT Number = MIN(w.Number), Name = w.TableName
            FROM #Wanted AS w
            WHERE w.ActualTable IS NULL
            GROUP BY w.TableName
            UNION ALL
            SELECT w.Number, w.TableName + N'.' + w.ColumnName
            FROM #Wanted AS w
            WHERE w.ActualTable IS NOT NULL
              AND w.ActualColumn IS NULL
        ) AS m
        ORDER BY m.Number
        FOR XML PATH(N'')
    ), 1, 2, N''), 2000);

    -- A user id that exists in several partitions with different companies has none.
    SET @SessionSql = N'
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
        GROUP BY n.ServerNumber, n.ClientType, n.SessionType;';

    -- The name is the one the client shows and the batch tables use: instance, at sign, computer.
    SET @ServerSql = N'
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
        ORDER BY {s.SERVERID};';

    SET @ConfigSql = N'
        INSERT #Row (RowKind, AosName, IsBatchEnabled, MaxSessions, GroupCount)
        SELECT TOP (@RowLimit)
            N''config'',
            LEFT({f.SERVERID}, 128),
            CASE WHEN {f.ENABLEBATCH} = 0 THEN 0 WHEN {f.ENABLEBATCH} <> 0 THEN 1 END,
            {f.MAXSESSIONS},
            ' + CASE WHEN EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.Alias = N'g' AND w.ActualTable IS NOT NULL)
                     THEN N'(SELECT COUNT(*) FROM {g} AS g WHERE {g.SERVERID} = {f.SERVERID})' ELSE N'NULL' END + N'
        FROM {f} AS f
        ORDER BY {f.SERVERID};';

    WHILE @Number <= (SELECT MAX(w.Number) FROM #Wanted AS w)
    BEGIN
        SELECT
            @Token = N'{' + w.Alias + N'.' + w.ColumnName + N'}',
            @Value = CASE
                WHEN w.ActualTable IS NOT NULL AND w.ActualColumn IS NOT NULL THEN w.Alias + N'.' + QUOTENAME(w.ActualColumn)
                ELSE N'CAST(NULL AS ' + w.TypeName + N')'
            END
        FROM #Wanted AS w
        WHERE w.Number = @Number;

        SELECT
            @SessionSql = REPLACE(@SessionSql, @Token, @Value),
            @ServerSql = REPLACE(@ServerSql, @Token, @Value),
            @ConfigSql = REPLACE(@ConfigSql, @Token, @Value);

        SELECT
            @Token = N'{' + w.Alias + N'}',
            @Value = COALESCE(N'dbo.' + QUOTENAME(w.ActualTable), N'(SELECT Missing = 1 WHERE 1 = 0)')
        FROM #Wanted AS w
        WHERE w.Number = @Number;

        SELECT
            @SessionSql = REPLACE(@SessionSql, @Token, @Value),
            @ServerSql = REPLACE(@ServerSql, @Token, @Value),
            @ConfigSql = REPLACE(@ConfigSql, @Token, @Value);
        SET @Number += 1;
    END;

    IF EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.Alias = N'c' AND w.ActualTable IS NOT NULL)
    BEGIN
        EXEC @InAxDatabase @SessionSql, N'@RowLimit int, @Rows int OUTPUT', @RowLimit, @Rows OUTPUT;
        SELECT @HasSessions = 1, @IsTruncated = CASE WHEN @Rows >= @RowLimit THEN 1 ELSE 0 END;
    END;

    IF EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.Alias = N's' AND w.ActualTable IS NOT NULL)
    BEGIN
        EXEC @InAxDatabase @ServerSql, N'@RowLimit int', @RowLimit;
        SET @HasServers = 1;
    END;

    IF EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.Alias = N'f' AND w.ActualTable IS NOT NULL)
        EXEC @InAxDatabase @ConfigSql, N'@RowLimit int', @RowLimit;
END;

SELECT
    CapturedAt = @CapturedAt,
    HasSessions = @HasSessions,
    HasServers = @HasServers,
    IsTruncated = @IsTruncated,
    MissingColumns = @MissingColumns;

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
DROP TABLE #Column;
DROP TABLE #Name;
DROP TABLE #Row;
