-- name: Batch
-- interval: 60 s
-- timeout: 10 s
-- procedure: collect.SaveBatch
-- type: stage.BatchTask
-- permissions: VIEW DEFINITION and SELECT on dbo.BATCH, BATCHJOB, BATCHCONSTRAINTS, BATCHHISTORY and BATCHJOBHISTORY in the AX database
-- needs: table AX dbo.BATCH(RECID, BATCHJOBID, CLASSNUMBER, STATUS, STARTDATETIME, ENDDATETIME)
-- uses: AX VIEW DEFINITION; table AX dbo.BATCHJOB(RECID); table AX dbo.BATCHCONSTRAINTS(BATCHID)
-- uses: table AX dbo.BATCHHISTORY(RECID, CLASSNUMBER, STATUS, STARTDATETIME, ENDDATETIME); table AX dbo.BATCHJOBHISTORY(RECID)
--
-- Batch tasks as they are now, and task runs that came into the history since the bookmark.
-- AX schemas differ: columns are looked up first. An optional one that is missing is NULL, a table without its key columns is left out; both stand
-- in MissingColumns. RECID rises with time, but each AOS takes its ids in blocks: rows a little below the bookmark are read again when they ended lately.
-- Keeps to compatibility level 110, which an AX database may have.
SET NOCOUNT ON;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;
SET LOCK_TIMEOUT 50;
SET DEADLOCK_PRIORITY LOW;

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @InAxDatabase nvarchar(300) = QUOTENAME(@AxDatabaseName) + N'.sys.sp_executesql';
DECLARE @IsTruncated bit = 0;
DECLARE @HasTasks bit = 0;
DECLARE @HasPossibleGap bit = 0;
DECLARE @MissingColumns nvarchar(2000);
DECLARE @NextOffset bigint;
DECLARE @LastId bigint;
DECLARE @TaskSql nvarchar(max);
DECLARE @HistorySql nvarchar(max);
DECLARE @LastIdSql nvarchar(max);
DECLARE @Number int = 1;
DECLARE @Token nvarchar(140);
DECLARE @Value nvarchar(140);

-- What is read, by the alias the texts below use. IsKey: without it the table says nothing.
CREATE TABLE #Wanted
(
    Number     int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    Alias      nvarchar(2)   COLLATE Latin1_General_BIN2 NOT NULL,
    TableName  nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL,
    ColumnName nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL,
    IsKey      bit           NOT NULL
);

CREATE TABLE #Column
(
    TableName  nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL,
    ColumnName nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL
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
    EndedAt         datetime2(3)  NULL
);

INSERT #Wanted (Alias, TableName, ColumnName, IsKey)
VALUES
    (N'b', N'BATCH', N'RECID', 1), (N'b', N'BATCH', N'BATCHJOBID', 1), (N'b', N'BATCH', N'CLASSNUMBER', 1), (N'b', N'BATCH', N'STATUS', 1),
    (N'b', N'BATCH', N'STARTDATETIME', 1), (N'b', N'BATCH', N'ENDDATETIME', 1), (N'b', N'BATCH', N'CAPTION', 0), (N'b', N'BATCH', N'GROUPID', 0),
    (N'b', N'BATCH', N'COMPANY', 0), (N'b', N'BATCH', N'SERVERID', 0), (N'b', N'BATCH', N'RETRYCOUNT', 0),
    (N'j', N'BATCHJOB', N'RECID', 1), (N'j', N'BATCHJOB', N'CAPTION', 0), (N'j', N'BATCHJOB', N'STATUS', 0), (N'j', N'BATCHJOB', N'ORIGSTARTDATETIME', 0),
    (N'j', N'BATCHJOB', N'CREATEDBY', 0),
    (N'c', N'BATCHCONSTRAINTS', N'BATCHID', 1),
    (N'h', N'BATCHHISTORY', N'RECID', 1), (N'h', N'BATCHHISTORY', N'CLASSNUMBER', 1), (N'h', N'BATCHHISTORY', N'STATUS', 1),
    (N'h', N'BATCHHISTORY', N'STARTDATETIME', 1), (N'h', N'BATCHHISTORY', N'ENDDATETIME', 1), (N'h', N'BATCHHISTORY', N'BATCHID', 0),
    (N'h', N'BATCHHISTORY', N'BATCHJOBID', 0), (N'h', N'BATCHHISTORY', N'BATCHJOBHISTORYID', 0), (N'h', N'BATCHHISTORY', N'CAPTION', 0),
    (N'h', N'BATCHHISTORY', N'GROUPID', 0), (N'h', N'BATCHHISTORY', N'COMPANY', 0), (N'h', N'BATCHHISTORY', N'SERVERID', 0), (N'h', N'BATCHHISTORY', N'RETRYCOUNT', 0),
    (N'g', N'BATCHJOBHISTORY', N'RECID', 1), (N'g', N'BATCHJOBHISTORY', N'CAPTION', 0), (N'g', N'BATCHJOBHISTORY', N'ORIGSTARTDATETIME', 0),
    (N'g', N'BATCHJOBHISTORY', N'BATCHCREATEDBY', 0);

IF @AxDatabaseName IS NULL
    SET @MissingColumns = N'the instance names no AX database';
ELSE
BEGIN
    EXEC @InAxDatabase N'
        INSERT #Column (TableName, ColumnName)
        SELECT UPPER(o.name), UPPER(c.name)
        FROM sys.objects AS o
        INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        INNER JOIN sys.columns AS c ON c.object_id = o.object_id
        WHERE s.name = N''dbo''
          AND o.type IN (''U'', ''V'')
          AND o.name LIKE N''BATCH%'';';

    -- A table without all its key columns counts as missing.
    DELETE #Column
    WHERE TableName IN
    (
        SELECT w.TableName
        FROM #Wanted AS w
        LEFT JOIN #Column AS k ON k.TableName = w.TableName AND k.ColumnName = w.ColumnName
        WHERE w.IsKey = 1
          AND k.ColumnName IS NULL
    );

    SET @MissingColumns = LEFT(STUFF(
    (
        SELECT N', ' + m.Name
        FROM
        (
            SELECT Number = MIN(w.Number), Name = w.TableName
            FROM #Wanted AS w
            WHERE NOT EXISTS (SELECT 1 FROM #Column AS k WHERE k.TableName = w.TableName)
            GROUP BY w.TableName
            UNION ALL
            SELECT w.Number, w.TableName + N'.' + w.ColumnName
            FROM #Wanted AS w
            WHERE EXISTS (SELECT 1 FROM #Column AS k WHERE k.TableName = w.TableName)
              AND NOT EXISTS (SELECT 1 FROM #Column AS k WHERE k.TableName = w.TableName AND k.ColumnName = w.ColumnName)
        ) AS m
        ORDER BY m.Number
        FOR XML PATH(N'')
    ), 1, 2, N''), 2000);

    SET @TaskSql = N'
        INSERT #Task (RowKind, BatchId, BatchJobId, JobCaption, TaskCaption, ClassNumber, GroupId, Company, ServerId, CreatedBy, StatusNumber, JobStatusNumber, RetryCount,
                      DependencyCount, ScheduledAt, StartedAt, EndedAt)
        SELECT TOP (@RowLimit) N''task'', {b.RECID}, {b.BATCHJOBID}, LEFT({j.CAPTION}, 200), LEFT({b.CAPTION}, 200), {b.CLASSNUMBER}, {b.GROUPID}, {b.COMPANY}, {b.SERVERID},
            {j.CREATEDBY}, {b.STATUS}, {j.STATUS}, {b.RETRYCOUNT},
            (SELECT COUNT(*) FROM {c} AS c WHERE {c.BATCHID} = {b.RECID}),
            {j.ORIGSTARTDATETIME}, {b.STARTDATETIME}, {b.ENDDATETIME}
        FROM {b} AS b
        LEFT JOIN {j} AS j ON {j.RECID} = {b.BATCHJOBID}
        WHERE {b.STATUS} NOT IN (3, 4, 6, 8)
           OR {b.ENDDATETIME} > DATEADD(minute, -15, @CapturedAt)
        ORDER BY CASE WHEN {b.STATUS} IN (2, 7) THEN 0 WHEN {b.STATUS} = 5 THEN 1 ELSE 2 END, {b.RECID};
        SET @Rows = @@ROWCOUNT;';

    SET @HistorySql = N'
        INSERT #Task (RowKind, HistoryId, BatchId, BatchJobId, JobCaption, TaskCaption, ClassNumber, GroupId, Company, ServerId, CreatedBy, StatusNumber, RetryCount,
                      ScheduledAt, StartedAt, EndedAt)
        SELECT N''history'', {h.RECID}, {h.BATCHID}, {h.BATCHJOBID}, LEFT({g.CAPTION}, 200), LEFT({h.CAPTION}, 200), {h.CLASSNUMBER}, {h.GROUPID}, {h.COMPANY}, {h.SERVERID},
            {g.BATCHCREATEDBY}, {h.STATUS}, {h.RETRYCOUNT}, {g.ORIGSTARTDATETIME}, {h.STARTDATETIME}, {h.ENDDATETIME}
        FROM
        (
            SELECT a.RECID FROM (SELECT TOP (@RowLimit) RECID FROM {h} AS x WHERE x.RECID > @FromId ORDER BY x.RECID) AS a
            UNION ALL
            SELECT f.RECID FROM (SELECT TOP (@RowLimit) RECID FROM {h} AS x WHERE @FromId IS NULL ORDER BY x.RECID DESC) AS f
            UNION ALL
            SELECT l.RECID
            FROM
            (
                SELECT TOP (@RowLimit) RECID
                FROM {h} AS x
                WHERE x.RECID > @FromId - 5000
                  AND x.RECID <= @FromId
                  AND x.ENDDATETIME > DATEADD(minute, -10, @FromAt)
                ORDER BY x.RECID DESC
            ) AS l
        ) AS n
        INNER JOIN {h} AS h ON h.RECID = n.RECID
        LEFT JOIN {g} AS g ON {g.RECID} = {h.BATCHJOBHISTORYID};';

    SET @LastIdSql = N'SELECT @LastId = MAX(RECID) FROM {h};';

    WHILE @Number <= (SELECT MAX(w.Number) FROM #Wanted AS w)
    BEGIN
        SELECT
            @Token = N'{' + w.Alias + N'.' + w.ColumnName + N'}',
            @Value = CASE
                WHEN EXISTS (SELECT 1 FROM #Column AS k WHERE k.TableName = w.TableName AND k.ColumnName = w.ColumnName) THEN w.Alias + N'.' + w.ColumnName
                WHEN w.ColumnName LIKE N'%DATETIME' THEN N'CAST(NULL AS datetime)'
                WHEN w.ColumnName IN (N'STATUS', N'RETRYCOUNT') THEN N'CAST(NULL AS int)'
                WHEN w.ColumnName LIKE N'%ID' AND w.ColumnName NOT IN (N'GROUPID', N'SERVERID') THEN N'CAST(NULL AS bigint)'
                ELSE N'CAST(NULL AS nvarchar(10))'
            END
        FROM #Wanted AS w
        WHERE w.Number = @Number;

        SELECT @TaskSql = REPLACE(@TaskSql, @Token, @Value), @HistorySql = REPLACE(@HistorySql, @Token, @Value);

        SELECT
            @Token = N'{' + w.Alias + N'}',
            @Value = CASE
                WHEN EXISTS (SELECT 1 FROM #Column AS k WHERE k.TableName = w.TableName) THEN N'dbo.' + w.TableName
                ELSE N'(SELECT Missing = 1 WHERE 1 = 0)'
            END
        FROM #Wanted AS w
        WHERE w.Number = @Number;

        SELECT @TaskSql = REPLACE(@TaskSql, @Token, @Value), @HistorySql = REPLACE(@HistorySql, @Token, @Value), @LastIdSql = REPLACE(@LastIdSql, @Token, @Value);
        SET @Number += 1;
    END;

    IF EXISTS (SELECT 1 FROM #Column AS k WHERE k.TableName = N'BATCH')
    BEGIN
        DECLARE @Rows int;
        EXEC @InAxDatabase @TaskSql, N'@RowLimit int, @CapturedAt datetime2(3), @Rows int OUTPUT', @RowLimit, @CapturedAt, @Rows OUTPUT;
        SELECT @HasTasks = 1, @IsTruncated = CASE WHEN @Rows >= @RowLimit THEN 1 ELSE 0 END;
    END;

    IF EXISTS (SELECT 1 FROM #Column AS k WHERE k.TableName = N'BATCHHISTORY')
    BEGIN
        EXEC @InAxDatabase @LastIdSql, N'@LastId bigint OUTPUT', @LastId OUTPUT;

        -- Ids below the bookmark: an older copy of the database was restored. Reading begins anew.
        IF @LastId < @BookmarkOffset
            SELECT @HasPossibleGap = 1, @BookmarkOffset = NULL;

        EXEC @InAxDatabase @HistorySql, N'@RowLimit int, @FromId bigint, @FromAt datetime2(3)', @RowLimit, @BookmarkOffset, @BookmarkEventAt;
        SET @NextOffset = (SELECT MAX(v.Id) FROM (SELECT Id = t.HistoryId FROM #Task AS t WHERE t.RowKind = N'history' UNION ALL SELECT @BookmarkOffset) AS v);

        IF @NextOffset < @LastId
            SET @IsTruncated = 1;
    END;
END;

SELECT
    CapturedAt = @CapturedAt,
    NextFile = CASE WHEN @NextOffset IS NOT NULL THEN N'BATCHHISTORY' END,
    NextOffset = @NextOffset,
    HasPossibleGap = @HasPossibleGap,
    HasTasks = @HasTasks,
    IsTruncated = @IsTruncated,
    MissingColumns = @MissingColumns;

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
    EndedAt = NULLIF(t.EndedAt, CAST('1900-01-01' AS datetime2(3)))
FROM #Task AS t
ORDER BY t.RowKind DESC, t.HistoryId, t.BatchId;

DROP TABLE #Wanted;
DROP TABLE #Column;
DROP TABLE #Task;
