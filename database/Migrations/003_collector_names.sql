-- A collector, its procedure and its type have one name: LogSize is Storage and StatisticsHealth is
-- IndexHealth from this version on. Everything that was stored under the old names goes on under the new
-- ones: defaults and overrides, watermarks, bookmarks and states, metrics, job runs, alerts, settings, sizes.
-- A table that this version defines otherwise stands in its old_ schema here, the others in their own.
DECLARE @Name TABLE
(
    ColumnName sysname       NOT NULL,
    OldValue   nvarchar(257) NOT NULL,
    NewValue   nvarchar(257) NOT NULL
);
DECLARE @Columns nvarchar(max) = N'';
DECLARE @Insert nvarchar(max) = N'';
DECLARE @Update nvarchar(max) = N'';
DECLARE @Delete nvarchar(max) = N'';
DECLARE @Statements nvarchar(max);

INSERT @Name (ColumnName, OldValue, NewValue)
VALUES
    (N'CollectorName', N'LogSize', N'Storage'),
    (N'CollectorName', N'StatisticsHealth', N'IndexHealth'),
    (N'JobName', N'collect:LogSize', N'collect:Storage'),
    (N'JobName', N'collect:StatisticsHealth', N'collect:IndexHealth'),
    (N'AlertKey', N'collector/LogSize', N'collector/Storage'),
    (N'AlertKey', N'collector/StatisticsHealth', N'collector/IndexHealth'),
    (N'SettingName', N'StatisticsHealthFromHour', N'IndexHealthFromHour'),
    (N'SettingName', N'StatisticsHealthToHour', N'IndexHealthToHour'),
    (N'SettingName', N'StatisticsHealthMinRows', N'IndexHealthMinRows'),
    (N'TableName', N'fact.StatisticsHealthCapture', N'fact.IndexHealthCapture');

-- Facts hold no name of a collector that changed, and AX tables are not meant.
SELECT @Update += CONCAT(
    N'UPDATE ', QUOTENAME(s.name), N'.', QUOTENAME(t.name), N' SET ', c.name, N' = N''', n.NewValue,
    N''' WHERE ', c.name, N' = N''', n.OldValue, N''';')
FROM sys.tables AS t
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
INNER JOIN sys.columns AS c ON c.object_id = t.object_id
INNER JOIN @Name AS n ON n.ColumnName = c.name
WHERE t.name <> N'Collector'
  AND REPLACE(s.name, N'old_', N'') IN (N'config', N'collect', N'ops', N'alert');

-- The defaults of a collector are copied before what refers to them changes, and deleted after it.
SELECT @Columns += CONCAT(N', ', QUOTENAME(c.name))
FROM sys.columns AS c
WHERE c.object_id = COALESCE(OBJECT_ID(N'old_config.Collector', N'U'), OBJECT_ID(N'config.Collector', N'U'))
  AND c.name <> N'CollectorName';

SELECT
    @Insert += CONCAT(
        N'INSERT ', o.TableName, N' (CollectorName', @Columns, N') SELECT N''', n.NewValue, N'''', @Columns,
        N' FROM ', o.TableName, N' WHERE CollectorName = N''', n.OldValue, N''';'),
    @Delete += CONCAT(N'DELETE ', o.TableName, N' WHERE CollectorName = N''', n.OldValue, N''';')
FROM @Name AS n
CROSS APPLY
(
    SELECT TableName = CASE
        WHEN OBJECT_ID(N'old_config.Collector', N'U') IS NOT NULL THEN N'old_config.Collector'
        ELSE N'config.Collector'
    END
) AS o
WHERE n.ColumnName = N'CollectorName';

SET @Statements = @Insert + @Update + @Delete;
EXEC sys.sp_executesql @Statements;
GO
-- The facts of the collector's captures; they are copied from there into the new table.
IF OBJECT_ID(N'fact.StatisticsHealthCapture', N'U') IS NULL
    RETURN;

IF SCHEMA_ID(N'old_fact') IS NULL
    EXEC (N'CREATE SCHEMA old_fact AUTHORIZATION dbo;');

ALTER SCHEMA old_fact TRANSFER fact.StatisticsHealthCapture;
EXEC sys.sp_rename N'old_fact.StatisticsHealthCapture', N'IndexHealthCapture';
GO
-- The procedure of a collector follows from its name, and nobody asks any more whether it has a bookmark.
DECLARE @Constraints nvarchar(max) = N'';
DECLARE @Columns nvarchar(max) = N'';
DECLARE @Statements nvarchar(max);

SELECT
    @Constraints += CASE
        WHEN d.name IS NULL THEN N''
        ELSE N'ALTER TABLE old_config.Collector DROP CONSTRAINT ' + QUOTENAME(d.name) + N';'
    END,
    @Columns += N'ALTER TABLE old_config.Collector DROP COLUMN ' + QUOTENAME(c.name) + N';'
FROM sys.columns AS c
LEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id
WHERE c.object_id = OBJECT_ID(N'old_config.Collector', N'U')
  AND c.name IN (N'TargetProcedure', N'HasBookmark');

SET @Statements = @Constraints + @Columns;
EXEC sys.sp_executesql @Statements;
