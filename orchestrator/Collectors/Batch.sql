-- interval: 60 s
-- timeout: 10 s
-- rows: 20000
-- permissions: VIEW DEFINITION and SELECT on dbo.BATCH, BATCHJOB, BATCHCONSTRAINTS, BATCHHISTORY,
--              BATCHJOBHISTORY, BATCHSERVERGROUP, BATCHSERVERCONFIG, SYSSERVERCONFIG and SYSSERVERSESSIONS in
--              the AX database; for class names SELECT on dbo.MODELELEMENT in the model store's database
-- needs: table AX dbo.BATCH(RECID, BATCHJOBID, CLASSNUMBER, STATUS, STARTDATETIME, ENDDATETIME)
-- uses: AX VIEW DEFINITION; table AX dbo.BATCHJOB(RECID); table AX dbo.BATCHCONSTRAINTS(BATCHID)
-- uses: table AX dbo.BATCHHISTORY(RECID, CLASSNUMBER, STATUS, STARTDATETIME, ENDDATETIME)
-- uses: table AX dbo.BATCHJOBHISTORY(RECID)
-- uses: table AX dbo.BATCHSERVERGROUP(SERVERID, GROUPID)
-- uses: table AX dbo.BATCHSERVERCONFIG(SERVERID, MAXBATCHSESSIONS); table AX dbo.SYSSERVERCONFIG(SERVERID)
-- uses: table AX dbo.SYSSERVERSESSIONS(AOSID, STATUS)
--
-- Batch tasks as they are now with what becomes of their predecessors, jobs that execute though all their
-- tasks have ended, task runs that came into the history since the bookmark, which AOS works which
-- group with how many threads, and names of classes.
-- RECID rises with time, but each AOS takes its ids in blocks: rows a little below the bookmark are read
-- again when they ended lately. The first run begins BatchFirstRows (setting) rows before the newest one.
-- The model store is asked only for classes that @KnownItems does not list: in @ModelDatabaseName, else in
-- <AX database>_model, else in the AX database.
-- include: SessionSettings
-- include: DatabaseIdentity

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @IsTruncated bit = 0;
DECLARE @HasTasks bit = 0;
DECLARE @HasPossibleGap bit = 0;
DECLARE @NextOffset bigint;
DECLARE @LastId bigint;
DECLARE @FirstId bigint;
DECLARE @FirstRows int = COALESCE(
    CAST(@Settings AS xml).value(N'(/s[@n="BatchFirstRows"]/@v)[1]', N'int'), @RowLimit);
DECLARE @Sql nvarchar(max);
DECLARE @LocalSecond int = DATEDIFF(second, CAST(SYSDATETIME() AS date), SYSDATETIME());
DECLARE @ModelName nvarchar(128);
DECLARE @InModelDatabase nvarchar(300);
DECLARE @ModelColumns int;
DECLARE @HasModel bit = 0;
DECLARE @Rows int;
DECLARE @Number int = 1;

-- include: AxTables

CREATE TABLE #Class
(
    ClassNumber int           NOT NULL PRIMARY KEY CLUSTERED,
    ClassName   nvarchar(128) COLLATE DATABASE_DEFAULT NULL
);

CREATE TABLE #Task
(
    RowKind         nvarchar(8)   COLLATE DATABASE_DEFAULT NOT NULL,
    HistoryId       bigint        NULL,
    BatchId         bigint        NULL,
    BatchJobId      bigint        NULL,
    JobCaption      nvarchar(200) COLLATE DATABASE_DEFAULT NULL,
    TaskCaption     nvarchar(200) COLLATE DATABASE_DEFAULT NULL,
    ClassNumber     int           NOT NULL,
    GroupId         nvarchar(60)  COLLATE DATABASE_DEFAULT NULL,
    Company         nvarchar(10)  COLLATE DATABASE_DEFAULT NULL,
    ServerId        nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    CreatedBy       nvarchar(20)  COLLATE DATABASE_DEFAULT NULL,
    StatusNumber    int           NOT NULL,
    JobStatusNumber int           NULL,
    RetryCount      int           NULL,
    DependencyCount int           NULL,
    ScheduledAt     datetime2(3)  NULL,
    StartedAt       datetime2(3)  NULL,
    EndedAt         datetime2(3)  NULL,
    SessionIdx      int           NULL,
    ThreadCount     int           NULL,
    WindowStart     int           NULL,
    WindowEnd       int           NULL,
    IsBatchEnabled  bit           NULL,
    OpenCount       int           NULL,
    FailedCount     int           NULL,
    MetCount        int           NULL,
    IsAnyEnough     bit           NULL,
    FreeAt          datetime2(3)  NULL
);

INSERT #Wanted (Alias, TableName, ColumnName, IsKey, TypeName)
VALUES
    (N'b', N'BATCH', N'RECID', 1, N'bigint'), (N'b', N'BATCH', N'BATCHJOBID', 1, N'bigint'),
    (N'b', N'BATCH', N'CLASSNUMBER', 1, N'int'), (N'b', N'BATCH', N'STATUS', 1, N'int'),
    (N'b', N'BATCH', N'STARTDATETIME', 1, N'datetime'), (N'b', N'BATCH', N'ENDDATETIME', 1, N'datetime'),
    (N'b', N'BATCH', N'CAPTION', 0, N'nvarchar(200)'),
    (N'b', N'BATCH', N'GROUPID', 0, N'nvarchar(60)'), (N'b', N'BATCH', N'COMPANY', 0, N'nvarchar(10)'),
    (N'b', N'BATCH', N'SERVERID', 0, N'nvarchar(128)'),
    (N'b', N'BATCH', N'RETRYCOUNT', 0, N'int'), (N'b', N'BATCH', N'SESSIONIDX', 0, N'int'),
    (N'b', N'BATCH', N'CONSTRAINTTYPE', 0, N'int'),
    (N'd', N'BATCH', N'RECID', 1, N'bigint'), (N'd', N'BATCH', N'STATUS', 1, N'int'),
    (N'd', N'BATCH', N'ENDDATETIME', 1, N'datetime'),
    (N'j', N'BATCHJOB', N'RECID', 1, N'bigint'), (N'j', N'BATCHJOB', N'CAPTION', 0, N'nvarchar(200)'),
    (N'j', N'BATCHJOB', N'STATUS', 0, N'int'),
    (N'j', N'BATCHJOB', N'ORIGSTARTDATETIME', 0, N'datetime'), (N'j', N'BATCHJOB', N'CREATEDBY', 0, N'nvarchar(20)'),
    (N'c', N'BATCHCONSTRAINTS', N'BATCHID', 1, N'bigint'), (N'c', N'BATCHCONSTRAINTS', N'DEPENDSONBATCHID', 0, N'bigint'),
    (N'c', N'BATCHCONSTRAINTS', N'EXPECTEDSTATUS', 0, N'int'),
    (N'h', N'BATCHHISTORY', N'RECID', 1, N'bigint'), (N'h', N'BATCHHISTORY', N'CLASSNUMBER', 1, N'int'),
    (N'h', N'BATCHHISTORY', N'STATUS', 1, N'int'),
    (N'h', N'BATCHHISTORY', N'STARTDATETIME', 1, N'datetime'), (N'h', N'BATCHHISTORY', N'ENDDATETIME', 1, N'datetime'),
    (N'h', N'BATCHHISTORY', N'BATCHID', 0, N'bigint'),
    (N'h', N'BATCHHISTORY', N'BATCHJOBID', 0, N'bigint'), (N'h', N'BATCHHISTORY', N'BATCHJOBHISTORYID', 0, N'bigint'),
    (N'h', N'BATCHHISTORY', N'CAPTION', 0, N'nvarchar(200)'),
    (N'h', N'BATCHHISTORY', N'GROUPID', 0, N'nvarchar(60)'), (N'h', N'BATCHHISTORY', N'COMPANY', 0, N'nvarchar(10)'),
    (N'h', N'BATCHHISTORY', N'SERVERID', 0, N'nvarchar(128)'),
    (N'h', N'BATCHHISTORY', N'RETRYCOUNT', 0, N'int'), (N'h', N'BATCHHISTORY', N'SESSIONIDX', 0, N'int'),
    (N'g', N'BATCHJOBHISTORY', N'RECID', 1, N'bigint'), (N'g', N'BATCHJOBHISTORY', N'CAPTION', 0, N'nvarchar(200)'),
    (N'g', N'BATCHJOBHISTORY', N'ORIGSTARTDATETIME', 0, N'datetime'),
    (N'g', N'BATCHJOBHISTORY', N'BATCHCREATEDBY', 0, N'nvarchar(20)'), (N'g', N'BATCHJOBHISTORY', N'ENDDATETIME', 0, N'datetime'),
    (N'p', N'BATCHSERVERGROUP', N'SERVERID', 1, N'nvarchar(128)'), (N'p', N'BATCHSERVERGROUP', N'GROUPID', 1, N'nvarchar(60)'),
    (N'w', N'BATCHSERVERCONFIG', N'SERVERID', 1, N'nvarchar(128)'), (N'w', N'BATCHSERVERCONFIG', N'MAXBATCHSESSIONS', 1, N'int'),
    (N'w', N'BATCHSERVERCONFIG', N'STARTTIME', 0, N'int'),
    (N'w', N'BATCHSERVERCONFIG', N'ENDTIME', 0, N'int'),
    (N'f', N'SYSSERVERCONFIG', N'SERVERID', 1, N'nvarchar(128)'), (N'f', N'SYSSERVERCONFIG', N'ENABLEBATCH', 0, N'int'),
    (N's', N'SYSSERVERSESSIONS', N'AOSID', 1, N'nvarchar(128)'), (N's', N'SYSSERVERSESSIONS', N'STATUS', 1, N'int'),
    (N's', N'SYSSERVERSESSIONS', N'INSTANCE_NAME', 0, N'nvarchar(50)');

-- Without a word on what a task expects, all its predecessors have to end without error.
UPDATE #Wanted
SET IsAssumed = 1
WHERE ColumnName IN (N'CONSTRAINTTYPE', N'EXPECTEDSTATUS');

-- A predecessor that has ended as expected (3 in error, 4 without; without a word: 4) is met, one that ended
-- otherwise has failed. What other values expect is not known: any end will do. One that is gone holds
-- nobody up.
INSERT #Text (Name, Body)
VALUES (N'task', N'
    INSERT #Task
    (
        RowKind,
        BatchId,
        BatchJobId,
        JobCaption,
        TaskCaption,
        ClassNumber,
        GroupId,
        Company,
        ServerId,
        CreatedBy,
        StatusNumber,
        JobStatusNumber,
        RetryCount,
        DependencyCount,
        ScheduledAt,
        StartedAt,
        EndedAt,
        SessionIdx,
        OpenCount,
        FailedCount,
        MetCount,
        IsAnyEnough,
        FreeAt
    )
    SELECT TOP (@RowLimit)
        N''task'',
        {b.RECID},
        {b.BATCHJOBID},
        LEFT({j.CAPTION}, 200),
        LEFT({b.CAPTION}, 200),
        {b.CLASSNUMBER},
        {b.GROUPID},
        {b.COMPANY},
        {b.SERVERID},
        {j.CREATEDBY},
        {b.STATUS},
        {j.STATUS},
        {b.RETRYCOUNT},
        k.DependencyCount,
        {j.ORIGSTARTDATETIME},
        {b.STARTDATETIME},
        {b.ENDDATETIME},
        {b.SESSIONIDX},
        k.OpenCount,
        k.FailedCount,
        k.MetCount,
        CASE WHEN {b.CONSTRAINTTYPE} = 1 THEN 1 ELSE 0 END,
        k.FreeAt
    FROM {b} AS b
    LEFT JOIN {j} AS j ON {j.RECID} = {b.BATCHJOBID}
    OUTER APPLY
    (
        SELECT
            DependencyCount = COUNT(*),
            OpenCount = CASE
                WHEN COUNT({c.DEPENDSONBATCHID}) > 0 THEN SUM(CASE WHEN {d.STATUS} NOT IN (3, 4, 6, 8) THEN 1 ELSE 0 END)
            END,
            FailedCount = SUM(
                CASE
                    WHEN {d.STATUS} IN (3, 6, 8) AND COALESCE({c.EXPECTEDSTATUS}, 4) = 4 THEN 1
                    WHEN {d.STATUS} IN (4, 6, 8) AND {c.EXPECTEDSTATUS} = 3 THEN 1
                    ELSE 0
                END),
            MetCount = SUM(
                CASE
                    WHEN {d.STATUS} = 4 AND COALESCE({c.EXPECTEDSTATUS}, 4) <> 3 THEN 1
                    WHEN {d.STATUS} = 3 AND COALESCE({c.EXPECTEDSTATUS}, 4) <> 4 THEN 1
                    WHEN {d.STATUS} IN (6, 8) AND COALESCE({c.EXPECTEDSTATUS}, 4) NOT IN (3, 4) THEN 1
                    ELSE 0
                END),
            FreeAt = MAX(CASE WHEN {d.STATUS} IN (3, 4, 6, 8) THEN {d.ENDDATETIME} END)
        FROM {c} AS c
        LEFT JOIN {d} AS d ON {d.RECID} = {c.DEPENDSONBATCHID}
        WHERE {c.BATCHID} = {b.RECID}
    ) AS k
    WHERE {b.STATUS} NOT IN (3, 4, 6, 8)
       OR {b.ENDDATETIME} > DATEADD(minute, -15, @CapturedAt)
    ORDER BY CASE WHEN {b.STATUS} IN (2, 7) THEN 0 WHEN {b.STATUS} = 5 THEN 1 ELSE 2 END, {b.RECID};
    SET @Rows = @@ROWCOUNT;');

INSERT #Text (Name, Body)
VALUES (N'job', N'
    INSERT #Task
    (
        RowKind,
        BatchJobId,
        JobCaption,
        CreatedBy,
        ClassNumber,
        GroupId,
        StatusNumber,
        JobStatusNumber,
        ScheduledAt,
        EndedAt
    )
    SELECT TOP (@RowLimit)
        N''job'',
        {j.RECID},
        LEFT({j.CAPTION}, 200),
        {j.CREATEDBY},
        k.ClassNumber,
        k.GroupId,
        0,
        {j.STATUS},
        {j.ORIGSTARTDATETIME},
        k.EndedAt
    FROM {j} AS j
    CROSS APPLY
    (
        SELECT
            ClassNumber = MIN({b.CLASSNUMBER}),
            GroupId = MIN({b.GROUPID}),
            EndedAt = MAX({b.ENDDATETIME}),
            OpenCount = SUM(CASE WHEN {b.STATUS} NOT IN (3, 4, 6, 8) THEN 1 ELSE 0 END)
        FROM {b} AS b
        WHERE {b.BATCHJOBID} = {j.RECID}
    ) AS k
    WHERE {j.STATUS} = 2
      AND k.OpenCount = 0
    ORDER BY {j.RECID};');

INSERT #Text (Name, Body)
VALUES (N'history', N'
    INSERT #Task
    (
        RowKind,
        HistoryId,
        BatchId,
        BatchJobId,
        JobCaption,
        TaskCaption,
        ClassNumber,
        GroupId,
        Company,
        ServerId,
        CreatedBy,
        StatusNumber,
        RetryCount,
        ScheduledAt,
        StartedAt,
        EndedAt,
        SessionIdx
    )
    SELECT
        N''history'',
        {h.RECID},
        {h.BATCHID},
        {h.BATCHJOBID},
        LEFT({g.CAPTION}, 200),
        LEFT({h.CAPTION}, 200),
        {h.CLASSNUMBER},
        {h.GROUPID},
        {h.COMPANY},
        {h.SERVERID},
        {g.BATCHCREATEDBY},
        {h.STATUS},
        {h.RETRYCOUNT},
        {g.ORIGSTARTDATETIME},
        {h.STARTDATETIME},
        {h.ENDDATETIME},
        {h.SESSIONIDX}
    FROM
    (
        SELECT a.Id
        FROM (SELECT TOP (@RowLimit) Id = {h.RECID} FROM {h} AS h WHERE {h.RECID} > @FromId ORDER BY {h.RECID}) AS a
        UNION ALL
        SELECT l.Id
        FROM
        (
            -- A task is written to the history when its job ends, which may be long after its own end.
            SELECT TOP (@RowLimit) Id = {h.RECID}
            FROM {h} AS h
            LEFT JOIN {g} AS g ON {g.RECID} = {h.BATCHJOBHISTORYID}
            WHERE {h.RECID} > @FromId - 5000
              AND {h.RECID} <= @FromId
              AND ({h.ENDDATETIME} > DATEADD(minute, -10, @FromAt) OR {g.ENDDATETIME} > DATEADD(minute, -10, @FromAt))
            ORDER BY {h.RECID} DESC
        ) AS l
    ) AS n
    INNER JOIN {h} AS h ON {h.RECID} = n.Id
    LEFT JOIN {g} AS g ON {g.RECID} = {h.BATCHJOBHISTORYID};');

INSERT #Text (Name, Body)
VALUES (N'last id', N'SELECT @LastId = MAX({h.RECID}) FROM {h} AS h;');

INSERT #Text (Name, Body)
VALUES (N'first id', N'
    SELECT @FirstId = MIN(n.Id) - 1
    FROM (SELECT TOP (@FirstRows) Id = {h.RECID} FROM {h} AS h ORDER BY {h.RECID} DESC) AS n;');

-- The name of an AOS as the batch tables have it: instance, at sign, computer.
INSERT #Text (Name, Body)
VALUES (N'server', N'
    INSERT #Task (RowKind, ClassNumber, StatusNumber, ServerId)
    SELECT
        N''server'',
        0,
        {s.STATUS},
        LEFT(
            COALESCE(
                NULLIF({s.INSTANCE_NAME}, N'''') + N''@'' + LEFT({s.AOSID}, CHARINDEX(N''@'', {s.AOSID} + N''@'') - 1),
                {s.AOSID}),
            128)
    FROM {s} AS s;

    INSERT #Task (RowKind, ClassNumber, StatusNumber, ServerId, IsBatchEnabled)
    SELECT
        N''config'',
        0,
        0,
        LEFT({f.SERVERID}, 128),
        CASE WHEN {f.ENABLEBATCH} = 0 THEN 0 WHEN {f.ENABLEBATCH} <> 0 THEN 1 END
    FROM {f} AS f;

    INSERT #Task (RowKind, ClassNumber, StatusNumber, ServerId, ThreadCount, WindowStart, WindowEnd)
    SELECT N''window'', 0, 0, LEFT({w.SERVERID}, 128), {w.MAXBATCHSESSIONS}, {w.STARTTIME}, {w.ENDTIME}
    FROM {w} AS w;

    INSERT #Task (RowKind, ClassNumber, StatusNumber, ServerId, GroupId)
    SELECT N''group'', 0, 0, LEFT({p.SERVERID}, 128), LEFT({p.GROUPID}, 60)
    FROM {p} AS p;');

-- include: AxColumns

IF @AxDatabaseName IS NOT NULL
BEGIN
    IF EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.Alias = N'b' AND w.ActualTable IS NOT NULL)
    BEGIN
        SET @Sql = (SELECT t.Body FROM #Text AS t WHERE t.Name = N'task');
        EXEC @InAxDatabase @Sql, N'@RowLimit int, @CapturedAt datetime2(3), @Rows int OUTPUT', @RowLimit, @CapturedAt,
            @Rows OUTPUT;
        SELECT @HasTasks = 1, @IsTruncated = CASE WHEN @Rows >= @RowLimit THEN 1 ELSE 0 END;

        SET @Sql = (SELECT t.Body FROM #Text AS t WHERE t.Name = N'job');
        EXEC @InAxDatabase @Sql, N'@RowLimit int', @RowLimit;
    END;

    IF EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.Alias = N'h' AND w.ActualTable IS NOT NULL)
    BEGIN
        SET @Sql = (SELECT t.Body FROM #Text AS t WHERE t.Name = N'last id');
        EXEC @InAxDatabase @Sql, N'@LastId bigint OUTPUT', @LastId OUTPUT;

        -- Ids below the bookmark: an older copy of the database was restored. Reading starts over.
        IF @LastId < @BookmarkOffset
            SELECT @HasPossibleGap = 1, @BookmarkOffset = NULL;

        SET @FirstId = @BookmarkOffset;
        IF @FirstId IS NULL
        BEGIN
            SET @Sql = (SELECT t.Body FROM #Text AS t WHERE t.Name = N'first id');
            EXEC @InAxDatabase @Sql, N'@FirstRows int, @FirstId bigint OUTPUT', @FirstRows, @FirstId OUTPUT;
        END;

        SET @Sql = (SELECT t.Body FROM #Text AS t WHERE t.Name = N'history');
        EXEC @InAxDatabase @Sql, N'@RowLimit int, @FromId bigint, @FromAt datetime2(3)', @RowLimit, @FirstId,
            @BookmarkEventAt;
        SET @NextOffset = (
            SELECT MAX(v.Id)
            FROM (SELECT Id = t.HistoryId FROM #Task AS t WHERE t.RowKind = N'history' UNION ALL SELECT @BookmarkOffset) AS v
        );

        IF @NextOffset < @LastId
            SET @IsTruncated = 1;
    END;

    SET @Sql = (SELECT t.Body FROM #Text AS t WHERE t.Name = N'server');
    EXEC @InAxDatabase @Sql;

    INSERT #Class (ClassNumber)
    SELECT DISTINCT t.ClassNumber
    FROM #Task AS t
    WHERE t.RowKind IN (N'task', N'history')
    EXCEPT
    SELECT k.Item.value(N'@n', N'int')
    FROM (SELECT Items = CAST(@KnownItems AS xml)) AS x
    CROSS APPLY x.Items.nodes(N'/i') AS k (Item);

    IF EXISTS (SELECT 1 FROM #Class)
    BEGIN
        SET @Number = 1;
        WHILE @Number <= 3 AND @HasModel = 0
        BEGIN
            SET @ModelName = CASE @Number
                WHEN 1 THEN @ModelDatabaseName
                WHEN 2 THEN LEFT(@AxDatabaseName + N'_model', 128)
                WHEN 3 THEN @AxDatabaseName
            END;
            IF @ModelName IS NOT NULL AND (@Number = 1 OR @ModelDatabaseName IS NULL) AND DB_ID(@ModelName) IS NOT NULL
            BEGIN
                BEGIN TRY
                    SET @InModelDatabase = QUOTENAME(@ModelName) + N'.sys.sp_executesql';
                    EXEC @InModelDatabase N'
                        SELECT @Columns = COUNT(*)
                        FROM sys.objects AS o
                        INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
                        INNER JOIN sys.columns AS c ON c.object_id = o.object_id
                        WHERE s.name = N''dbo''
                          AND o.name = N''MODELELEMENT''
                          AND c.name IN (N''AXID'', N''ELEMENTTYPE'', N''NAME'');', N'@Columns int OUTPUT', @ModelColumns OUTPUT;

                    -- 45 is a class. Several layers may give several rows.
                    IF @ModelColumns = 3
                    BEGIN
                        EXEC @InModelDatabase N'
                            UPDATE #Class
                            SET ClassName = (
                                SELECT MIN(LEFT(m.NAME, 128))
                                FROM dbo.MODELELEMENT AS m
                                WHERE m.ELEMENTTYPE = 45 AND m.AXID = #Class.ClassNumber
                            );';
                        SET @HasModel = 1;
                    END;
                END TRY
                BEGIN CATCH
                    -- The numbers are shown until a later run finds the names.
                    IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors + @ClosedErrors) = 0
                        THROW;
                END CATCH;
            END;
            SET @Number += 1;
        END;

        IF @HasModel = 0
            SET @MissingColumns = LEFT(COALESCE(@MissingColumns + N', ', N'') + N'MODELELEMENT (names of classes)', 2000);

        INSERT #Task (RowKind, ClassNumber, StatusNumber, TaskCaption)
        SELECT N'class', c.ClassNumber, 0, c.ClassName
        FROM #Class AS c;
    END;
END;

SELECT
    CapturedAt = @CapturedAt,
    NextOffset = @NextOffset,
    HasPossibleGap = @HasPossibleGap,
    HasTasks = @HasTasks,
    IsTruncated = @IsTruncated,
    LocalSecond = @LocalSecond,
    MissingColumns = @MissingColumns,
    DatabaseBeganTime = @DatabaseBeganTime,
    DatabaseBeganAt = @DatabaseBeganAt,
    DatabaseForkId = @DatabaseForkId;

-- 1900-01-01 is AX's way to say that a time is not set.
SELECT
    RowKind = t.RowKind,
    HistoryId = t.HistoryId,
    BatchId = t.BatchId,
    BatchJobId = t.BatchJobId,
    JobCaption = t.JobCaption,
    TaskCaption = t.TaskCaption,
    ClassNumber = t.ClassNumber,
    GroupId = t.GroupId,
    Company = t.Company,
    ServerId = NULLIF(t.ServerId, N''),
    CreatedBy = t.CreatedBy,
    StatusNumber = t.StatusNumber,
    JobStatusNumber = t.JobStatusNumber,
    RetryCount = t.RetryCount,
    DependencyCount = t.DependencyCount,
    ScheduledAt = NULLIF(t.ScheduledAt, CAST('1900-01-01' AS datetime2(3))),
    StartedAt = NULLIF(t.StartedAt, CAST('1900-01-01' AS datetime2(3))),
    EndedAt = NULLIF(t.EndedAt, CAST('1900-01-01' AS datetime2(3))),
    SessionIdx = NULLIF(t.SessionIdx, 0),
    ThreadCount = t.ThreadCount,
    WindowStart = t.WindowStart,
    WindowEnd = t.WindowEnd,
    IsBatchEnabled = t.IsBatchEnabled,
    OpenCount = t.OpenCount,
    FailedCount = t.FailedCount,
    MetCount = t.MetCount,
    IsAnyEnough = t.IsAnyEnough,
    FreeAt = NULLIF(t.FreeAt, CAST('1900-01-01' AS datetime2(3)))
FROM #Task AS t
ORDER BY t.RowKind DESC, t.HistoryId, t.BatchId;

DROP TABLE #Wanted;
DROP TABLE #Text;
DROP TABLE #Class;
DROP TABLE #Task;
