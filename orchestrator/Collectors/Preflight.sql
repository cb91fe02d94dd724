-- interval: 1 h
-- timeout: 15 s
-- rows: 10000
-- kind: check
-- permissions: none
--
-- Whether what the collectors need is there on this server, with the remedy where it is not. @Needs holds
-- the needs of the headers as XML:
--   <needs><need collector="" kind="" name="" database="" operator="" value="" optional="0" text=""
--   finding="" remedy=""><part>COLUMN or event</part></need></needs>
-- kind: version, permission, ax-permission, table, xe, option, feature (docs/operations.md), or broken (told
--       by the orchestrator: finding and remedy).
-- Tables and columns that go by another name in this AX database are looked for by that name: @AxNames.
-- Reads catalogs only. Works without any permission: what the login may not see is a finding.
-- include: SessionSettings

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @NeedsXml xml = CAST(@Needs AS xml);
DECLARE @Version nvarchar(128) = CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128));
DECLARE @Login nvarchar(128) = SUSER_SNAME();
DECLARE @DatabaseName nvarchar(128);
DECLARE @InDatabase nvarchar(300);
DECLARE @StateFinding nvarchar(1000);
DECLARE @StateRemedy nvarchar(1000);

CREATE TABLE #Need
(
    NeedId        int            NOT NULL PRIMARY KEY CLUSTERED,
    CollectorName nvarchar(64)   COLLATE DATABASE_DEFAULT NOT NULL,
    Kind          nvarchar(16)   COLLATE Latin1_General_BIN2 NOT NULL,
    Name          nvarchar(260)  COLLATE DATABASE_DEFAULT NULL,
    DatabaseName  nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    Operator      nvarchar(2)    COLLATE Latin1_General_BIN2 NULL,
    Value         bigint         NULL,
    IsOptional    bit            NOT NULL,
    CheckName     nvarchar(400)  COLLATE DATABASE_DEFAULT NOT NULL,
    IsMet         bit            NULL,
    Finding       nvarchar(1000) COLLATE DATABASE_DEFAULT NULL,
    Remedy        nvarchar(1000) COLLATE DATABASE_DEFAULT NULL
);

CREATE TABLE #Part
(
    NeedId int           NOT NULL,
    Name   nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL
);

-- include: AxNames

INSERT #Need
(
    NeedId,
    CollectorName,
    Kind,
    Name,
    DatabaseName,
    Operator,
    Value,
    IsOptional,
    CheckName,
    IsMet,
    Finding,
    Remedy
)
SELECT TOP (@RowLimit)
    n.x.value(N'@id', N'int'),
    n.x.value(N'@collector', N'nvarchar(64)'),
    n.x.value(N'@kind', N'nvarchar(16)'),
    n.x.value(N'@name', N'nvarchar(260)'),
    CASE
        WHEN n.x.value(N'@kind', N'nvarchar(16)') IN (N'ax-permission', N'feature')
            OR n.x.value(N'@database', N'nvarchar(128)') = N'AX'
            THEN COALESCE(@AxDatabaseName, N'')
        ELSE n.x.value(N'@database', N'nvarchar(128)')
    END,
    n.x.value(N'@operator', N'nvarchar(2)'),
    n.x.value(N'@value', N'bigint'),
    n.x.value(N'@optional', N'bit'),
    n.x.value(N'@text', N'nvarchar(400)'),
    CASE WHEN n.x.value(N'@kind', N'nvarchar(16)') = N'broken' THEN 0 END,
    n.x.value(N'@finding', N'nvarchar(1000)'),
    n.x.value(N'@remedy', N'nvarchar(1000)')
FROM @NeedsXml.nodes(N'/needs/need') AS n (x);

INSERT #Part (NeedId, Name)
SELECT n.x.value(N'@id', N'int'), p.x.value(N'.', N'nvarchar(128)')
FROM @NeedsXml.nodes(N'/needs/need') AS n (x)
CROSS APPLY n.x.nodes(N'part') AS p (x);

UPDATE #Part
SET Name = COALESCE(
    (
        SELECT a.ActualName COLLATE DATABASE_DEFAULT
        FROM #Need AS n
        INNER JOIN #Name AS a
            ON a.TableName = PARSENAME(n.Name, 1) COLLATE Latin1_General_BIN2
           AND a.ColumnName = #Part.Name COLLATE Latin1_General_BIN2
        WHERE n.NeedId = #Part.NeedId
          AND n.Kind = N'table'
          AND n.DatabaseName = @AxDatabaseName
    ), Name);

UPDATE #Need
SET Name = COALESCE(
    (
        SELECT N'dbo.' + a.ActualName COLLATE DATABASE_DEFAULT
        FROM #Name AS a
        WHERE a.TableName = PARSENAME(#Need.Name, 1) COLLATE Latin1_General_BIN2 AND a.ColumnName = N''
    ), Name)
WHERE Kind = N'table'
  AND DatabaseName = @AxDatabaseName;

-- The version, part by part as numbers.
UPDATE n
SET IsMet = v.IsMet,
    Finding = N'The server''s version is ' + @Version + N'.',
    Remedy = CASE WHEN v.IsMet = 0 THEN N'Update the server to SQL Server 2016 SP2 (13.0.5026) or later.' END
FROM #Need AS n
CROSS APPLY
(
    SELECT IsMet = CASE
        WHEN CAST(PARSENAME(@Version, 4) AS int) <> CAST(PARSENAME(n.Name + N'.0', 4) AS int)
            THEN CASE WHEN CAST(PARSENAME(@Version, 4) AS int) > CAST(PARSENAME(n.Name + N'.0', 4) AS int) THEN 1 ELSE 0 END
        WHEN CAST(PARSENAME(@Version, 3) AS int) <> CAST(PARSENAME(n.Name + N'.0', 3) AS int)
            THEN CASE WHEN CAST(PARSENAME(@Version, 3) AS int) > CAST(PARSENAME(n.Name + N'.0', 3) AS int) THEN 1 ELSE 0 END
        WHEN CAST(PARSENAME(@Version, 2) AS int) >= CAST(PARSENAME(n.Name + N'.0', 2) AS int) THEN 1
        ELSE 0
    END
) AS v
WHERE n.Kind = N'version';

-- Since SQL Server 2022 VIEW SERVER STATE has two parts, which do as well together. To an older server their
-- names are unknown (NULL). Who has the one is told of the other.
UPDATE n
SET IsMet = p.IsMet,
    Finding = CASE WHEN p.IsMet = 1 THEN N'The login has it.' ELSE N'The login ' + @Login + N' lacks ' + g.Name + N'.' END,
    Remedy = CASE WHEN p.IsMet = 0 THEN N'USE master; GRANT ' + g.Name + N' TO ' + QUOTENAME(@Login) + N';' END
FROM #Need AS n
CROSS APPLY
(
    SELECT
        HasWhole = COALESCE(HAS_PERMS_BY_NAME(NULL, NULL, n.Name), 0),
        HasPerformance = CASE
            WHEN n.Name = N'VIEW SERVER STATE' THEN COALESCE(HAS_PERMS_BY_NAME(NULL, NULL, N'VIEW SERVER PERFORMANCE STATE'), 0)
            ELSE 0
        END,
        HasSecurity = CASE
            WHEN n.Name = N'VIEW SERVER STATE' THEN COALESCE(HAS_PERMS_BY_NAME(NULL, NULL, N'VIEW SERVER SECURITY STATE'), 0)
            ELSE 0
        END
) AS h
CROSS APPLY (SELECT IsMet = CASE WHEN h.HasWhole = 1 OR (h.HasPerformance = 1 AND h.HasSecurity = 1) THEN 1 ELSE 0 END) AS p
CROSS APPLY
(
    SELECT Name = CASE
        WHEN h.HasPerformance = 1 THEN N'VIEW SERVER SECURITY STATE'
        WHEN h.HasSecurity = 1 THEN N'VIEW SERVER PERFORMANCE STATE'
        ELSE n.Name
    END
) AS g
WHERE n.Kind = N'permission';

UPDATE n
SET IsMet = v.IsMet,
    Finding = N'The option ''' + n.Name + N''' is ' + COALESCE(CAST(o.Value AS nvarchar(20)), N'unknown to this server') + N'.',
    Remedy = CASE
        WHEN v.IsMet = 1 THEN NULL
        WHEN n.Name = N'blocked process threshold (s)'
            THEN N'axmonitor deploy xe --instance ' + @ConnectionName + N' --set-blocked-process-threshold 10'
        ELSE N'EXEC sp_configure ''' + REPLACE(n.Name, N'''', N'''''') + N''', '
            + CAST(n.Value + CASE n.Operator WHEN N'>' THEN 1 ELSE 0 END AS nvarchar(20)) + N'; RECONFIGURE;'
    END
FROM #Need AS n
OUTER APPLY
(
    SELECT Value = CAST(c.value_in_use AS bigint) FROM sys.configurations AS c WHERE c.name COLLATE DATABASE_DEFAULT = n.Name
) AS o
CROSS APPLY
(
    SELECT IsMet = CASE
        WHEN (n.Operator = N'>' AND o.Value > n.Value)
            OR (n.Operator = N'>=' AND o.Value >= n.Value)
            OR (n.Operator = N'=' AND o.Value = n.Value)
            THEN 1
        ELSE 0
    END
) AS v
WHERE n.Kind = N'option';

IF EXISTS (SELECT 1 FROM #Need AS n WHERE n.Kind = N'xe')
BEGIN
    BEGIN TRY
        UPDATE n
        SET IsMet = CASE WHEN s.address IS NOT NULL AND m.Names IS NULL AND f.HasFile = 1 THEN 1 ELSE 0 END,
            Finding = CASE
                WHEN s.address IS NULL THEN N'The event session ' + n.Name + N' does not run.'
                WHEN m.Names IS NOT NULL THEN N'The event session ' + s.name + N' runs without ' + m.Names + N'.'
                WHEN f.HasFile = 0 THEN N'The event session ' + s.name + N' writes no file.'
                ELSE N'The event session ' + s.name + N' runs.'
            END
        FROM #Need AS n
        OUTER APPLY
        (
            SELECT TOP (1) x.address, name = x.name COLLATE DATABASE_DEFAULT
            FROM sys.dm_xe_sessions AS x
            WHERE x.name COLLATE DATABASE_DEFAULT LIKE REPLACE(n.Name, N'_', N'[_]') + N'%'
            ORDER BY x.name
        ) AS s
        CROSS APPLY
        (
            SELECT Names = STUFF(
            (
                SELECT N', ' + p.Name
                FROM #Part AS p
                WHERE p.NeedId = n.NeedId
                  AND NOT EXISTS (
                      SELECT 1
                      FROM sys.dm_xe_session_events AS v
                      WHERE v.event_session_address = s.address AND v.event_name COLLATE DATABASE_DEFAULT = p.Name
                  )
                ORDER BY p.Name
                FOR XML PATH(N'')
            ), 1, 2, N'')
        ) AS m
        CROSS APPLY
        (
            SELECT HasFile = CASE
                WHEN EXISTS (
                    SELECT 1
                    FROM sys.dm_xe_session_targets AS t
                    WHERE t.event_session_address = s.address AND t.target_name = N'event_file'
                )
                    THEN 1
                ELSE 0
            END
        ) AS f
        WHERE n.Kind = N'xe';

        UPDATE #Need
        SET Remedy = CASE
            WHEN Name LIKE N'AxMonitor[_]%' THEN N'axmonitor deploy xe --instance ' + @ConnectionName
            ELSE N'Create and start the event session ' + Name + N' with these events and a file target.'
        END
        WHERE Kind = N'xe'
          AND IsMet = 0;
    END TRY
    BEGIN CATCH
        -- 297, 300: the login may not see event sessions.
        IF ERROR_NUMBER() NOT IN (297, 300)
            THROW;

        UPDATE #Need
        SET IsMet = 0,
            Finding = N'The login ' + @Login + N' may not see event sessions: it lacks VIEW SERVER STATE.',
            Remedy = N'USE master; GRANT VIEW SERVER STATE TO ' + QUOTENAME(@Login) + N';'
        WHERE Kind = N'xe';
    END CATCH;
END;

-- What lies in databases: each is entered once, if it can be.
WHILE EXISTS (SELECT 1 FROM #Need AS n WHERE n.IsMet IS NULL AND n.DatabaseName IS NOT NULL)
BEGIN
    SELECT @DatabaseName = MIN(n.DatabaseName), @StateFinding = NULL, @StateRemedy = NULL
    FROM #Need AS n
    WHERE n.IsMet IS NULL
      AND n.DatabaseName IS NOT NULL;

    IF @DatabaseName = N''
        SELECT
            @StateFinding = N'The instance names no AX database.',
            @StateRemedy = N'axmonitor instance add --name ' + @InstanceName + N' --connection ' + @ConnectionName
                + N' --ax-database NAME';
    ELSE IF DB_ID(@DatabaseName) IS NULL
        SELECT
            @StateFinding = N'There is no database ' + @DatabaseName + N' on this server, or the login ' + @Login
                + N' may not see it.',
            @StateRemedy = N'Correct the name: axmonitor instance add --name ' + @InstanceName + N' --connection '
                + @ConnectionName + N' --ax-database NAME';
    ELSE IF EXISTS (SELECT 1 FROM sys.databases AS d WHERE d.database_id = DB_ID(@DatabaseName) AND d.state_desc <> N'ONLINE')
        SELECT
            @StateFinding = N'The database ' + @DatabaseName + N' is ' + d.state_desc + N'.',
            @StateRemedy = N'Bring the database online.'
        FROM sys.databases AS d
        WHERE d.database_id = DB_ID(@DatabaseName);
    ELSE IF COALESCE(HAS_DBACCESS(@DatabaseName), 0) = 0
        SELECT
            @StateFinding = N'The login ' + @Login + N' may not enter the database ' + @DatabaseName + N'.',
            @StateRemedy = N'USE ' + QUOTENAME(@DatabaseName) + N'; CREATE USER ' + QUOTENAME(@Login) + N' FOR LOGIN '
                + QUOTENAME(@Login) + N';';

    IF @StateFinding IS NULL
    BEGIN
        SET @InDatabase = QUOTENAME(@DatabaseName) + N'.sys.sp_executesql';
        BEGIN TRY
            EXEC @InDatabase N'
                UPDATE n
                SET IsMet = p.IsMet,
                    Finding = CASE
                        WHEN p.IsMet = 1 THEN N''The login has it.''
                        ELSE N''The login '' + @Login + N'' lacks '' + n.Name + N'' in the database '' + @DatabaseName + N''.''
                    END,
                    Remedy = CASE
                        WHEN p.IsMet = 0
                            THEN N''USE '' + QUOTENAME(@DatabaseName) + N''; GRANT '' + n.Name + N'' TO ''
                                + QUOTENAME(USER_NAME()) + N'';''
                    END
                FROM #Need AS n
                CROSS APPLY (SELECT IsMet = COALESCE(HAS_PERMS_BY_NAME(QUOTENAME(DB_NAME()), N''DATABASE'', n.Name), 0)) AS p
                WHERE n.DatabaseName = @DatabaseName
                  AND n.Kind = N''ax-permission'';

                UPDATE n
                SET IsMet = d.is_query_store_on,
                    Finding = N''Query Store is '' + CASE WHEN d.is_query_store_on = 1 THEN N''on'' ELSE N''off'' END
                        + N'' in the database '' + @DatabaseName + N''.'',
                    Remedy = CASE
                        WHEN d.is_query_store_on = 0
                            THEN N''If it is wanted: ALTER DATABASE '' + QUOTENAME(@DatabaseName)
                                + N'' SET QUERY_STORE = ON (OPERATION_MODE = READ_WRITE);''
                    END
                FROM #Need AS n
                INNER JOIN sys.databases AS d ON d.database_id = DB_ID()
                WHERE n.DatabaseName = @DatabaseName
                  AND n.Kind = N''feature''
                  AND n.Name = N''query-store'';

                UPDATE n
                SET IsMet = CASE WHEN o.object_id IS NOT NULL AND g.CanSelect = 1 AND c.Missing IS NULL THEN 1 ELSE 0 END,
                    Finding = CASE
                        WHEN o.object_id IS NULL
                            THEN n.Name + N'' does not exist in the database '' + @DatabaseName + N'', or the login '' + @Login
                                + N'' may not see it.''
                        WHEN g.CanSelect = 0
                            THEN N''The login '' + @Login + N'' may not SELECT from '' + n.Name + N'' in the database ''
                                + @DatabaseName + N''.''
                        WHEN c.Missing IS NOT NULL
                            THEN n.Name + N'' in the database '' + @DatabaseName + N'' has no column '' + c.Missing + N''.''
                        ELSE N''It is there.''
                    END,
                    Remedy = CASE
                        WHEN o.object_id IS NULL OR g.CanSelect = 0
                            THEN N''USE '' + QUOTENAME(@DatabaseName) + N''; GRANT SELECT ON OBJECT::'' + n.Name + N'' TO ''
                                + QUOTENAME(USER_NAME()) + N'';''
                        WHEN c.Missing IS NOT NULL THEN N''''
                    END
                    + CASE
                        WHEN o.object_id IS NULL OR (g.CanSelect = 1 AND c.Missing IS NOT NULL)
                            THEN CASE
                                WHEN o.object_id IS NULL THEN N'' If it goes by another name there: tell it''
                                ELSE N''If it goes by another name there, tell it''
                            END
                                + N'' with config.SetAxName, or switch the collector off for the instance: ''
                                    + N''config.SetCollectorOverride, @IsEnabled = 0.''
                        ELSE N''''
                    END
                FROM #Need AS n
                OUTER APPLY
                (
                    -- Spelt otherwise in a case-sensitive database it is found
                    -- too, as the collectors find it.
                    SELECT TOP (1) x.object_id
                    FROM sys.objects AS x
                    INNER JOIN sys.schemas AS s ON s.schema_id = x.schema_id
                    WHERE s.name = PARSENAME(n.Name, 2) COLLATE DATABASE_DEFAULT
                      AND UPPER(x.name) = UPPER(PARSENAME(n.Name, 1)) COLLATE DATABASE_DEFAULT
                      AND x.type IN (''U'', ''V'')
                    ORDER BY CASE WHEN x.name = PARSENAME(n.Name, 1) COLLATE DATABASE_DEFAULT THEN 0 ELSE 1 END, x.object_id
                ) AS o
                CROSS APPLY
                (
                    SELECT CanSelect = COALESCE(
                        HAS_PERMS_BY_NAME(
                            QUOTENAME(PARSENAME(n.Name, 2)) + N''.'' + QUOTENAME(OBJECT_NAME(o.object_id)), N''OBJECT'',
                            N''SELECT''),
                        0)
                ) AS g
                CROSS APPLY
                (
                    SELECT Missing = STUFF(
                    (
                        SELECT N'', '' + p.Name
                        FROM #Part AS p
                        WHERE p.NeedId = n.NeedId
                          AND NOT EXISTS (
                              SELECT 1
                              FROM sys.columns AS k
                              WHERE k.object_id = o.object_id AND UPPER(k.name) = UPPER(p.Name) COLLATE DATABASE_DEFAULT
                          )
                        ORDER BY p.Name
                        FOR XML PATH(N'''')
                    ), 1, 2, N'''')
                ) AS c
                WHERE n.DatabaseName = @DatabaseName
                  AND n.Kind = N''table'';',
                N'@DatabaseName nvarchar(128), @Login nvarchar(128)', @DatabaseName, @Login;
        END TRY
        BEGIN CATCH
            -- It closed while it was looked into, as a database in a restore does; or the login is kept out
            -- by something HAS_DBACCESS does not tell.
            SELECT
                @StateFinding = N'The database ' + @DatabaseName + N' cannot be looked into: ' + LEFT(ERROR_MESSAGE(), 700),
                @StateRemedy = N'See the error.';
        END CATCH;
    END;

    -- What nothing was found out about stands as not met, so that the loop comes to its end.
    UPDATE #Need
    SET IsMet = 0,
        Finding = COALESCE(@StateFinding, N'Nothing could be found out about it.'),
        Remedy = COALESCE(@StateRemedy, N'Deploy collectors of the same version as the service.')
    WHERE DatabaseName = @DatabaseName
      AND IsMet IS NULL;
END;

SELECT CapturedAt = @CapturedAt;

SELECT
    CollectorName = n.CollectorName,
    CheckName = n.CheckName,
    IsOptional = n.IsOptional,
    IsMet = COALESCE(n.IsMet, CAST(0 AS bit)),
    Finding = COALESCE(n.Finding, N'Nothing could be found out about it.'),
    Remedy = CASE
        WHEN n.IsMet = 1 THEN NULL
        ELSE COALESCE(NULLIF(n.Remedy, N''), N'Deploy collectors of the same version as the service.')
    END
FROM #Need AS n
ORDER BY n.CollectorName, n.NeedId;

DROP TABLE #Need;
DROP TABLE #Part;
DROP TABLE #Name;
