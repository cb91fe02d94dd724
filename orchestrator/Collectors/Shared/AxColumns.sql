-- Looks up which of the wanted columns the AX database has, in which spelling and under which name, and
-- puts them into the statements of #Text. An optional column that is missing reads as NULL, a table without
-- its key columns as empty; both stand in @MissingColumns.
-- include: AxNames

-- What the AX database has, by its own spelling.
CREATE TABLE #Column
(
    TableName  nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL,
    ColumnName nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL
);

CREATE TABLE #Table
(
    ObjectId  int           NOT NULL,
    TableName nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL
);

IF @AxDatabaseName IS NULL
    SET @MissingColumns = N'the instance names no AX database';
ELSE
BEGIN
    -- The wanted tables first: the permission of each is asked by its name, which takes a lock on it. What
    -- may not be read is as good as missing.
    EXEC @InAxDatabase N'
        INSERT #Table (ObjectId, TableName)
        SELECT o.object_id, o.name
        FROM sys.objects AS o
        INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        WHERE s.name = N''dbo''
          AND o.type IN (''U'', ''V'')
          AND UPPER(o.name) COLLATE Latin1_General_BIN2 IN
          (
              SELECT UPPER(COALESCE(n.ActualName, w.TableName))
              FROM #Wanted AS w
              LEFT JOIN #Name AS n ON n.TableName = w.TableName AND n.ColumnName = N''''
          );

        DELETE #Table
        WHERE COALESCE(HAS_PERMS_BY_NAME(N''dbo.'' + QUOTENAME(TableName), N''OBJECT'', N''SELECT''), 0) = 0;

        INSERT #Column (TableName, ColumnName)
        SELECT t.TableName, c.name
        FROM #Table AS t
        INNER JOIN sys.columns AS c ON c.object_id = t.ObjectId;';

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
              AND w.IsAssumed = 0
        ) AS m
        ORDER BY m.Number
        FOR XML PATH(N'')
    ), 1, 2, N''), 2000);
END;

WHILE @WantedNumber <= (SELECT MAX(w.Number) FROM #Wanted AS w)
BEGIN
    SELECT
        @ColumnToken = N'{' + w.Alias + N'.' + w.ColumnName + N'}',
        @ColumnText = CASE
            WHEN w.ActualTable IS NOT NULL AND w.ActualColumn IS NOT NULL THEN w.Alias + N'.' + QUOTENAME(w.ActualColumn)
            ELSE N'CAST(NULL AS ' + w.TypeName + N')'
        END,
        @TableToken = N'{' + w.Alias + N'}',
        @TableText = COALESCE(N'dbo.' + QUOTENAME(w.ActualTable), N'(SELECT Missing = 1 WHERE 1 = 0)'),
        @HasTableToken = N'{' + w.Alias + N'?}',
        @HasTableText = CASE WHEN w.ActualTable IS NULL THEN N'0' ELSE N'1' END
    FROM #Wanted AS w
    WHERE w.Number = @WantedNumber;

    UPDATE #Text
    SET Body = REPLACE(REPLACE(REPLACE(Body, @ColumnToken, @ColumnText), @TableToken, @TableText), @HasTableToken, @HasTableText);

    SET @WantedNumber += 1;
END;

DROP TABLE #Column;
DROP TABLE #Table;
DROP TABLE #Name;
