-- A collector, its procedure and its type have one name: LogSize is Storage and StatisticsHealth is
-- IndexHealth from this version on. Everything that was stored under the old names goes on under the new
-- ones: defaults and overrides, watermarks, bookmarks and states, metrics, job runs, alerts, settings, sizes.
-- Way back: restore the backup taken before the deployment.
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
  AND s.name IN (N'config', N'collect', N'ops', N'alert');

-- The defaults of a collector are copied before what refers to them changes, and deleted after it.
SELECT @Columns += CONCAT(N', ', QUOTENAME(c.name))
FROM sys.columns AS c
WHERE c.object_id = OBJECT_ID(N'config.Collector', N'U')
  AND c.name <> N'CollectorName';

SELECT
    @Insert += CONCAT(
        N'INSERT config.Collector (CollectorName', @Columns, N') SELECT N''', n.NewValue, N'''', @Columns,
        N' FROM config.Collector WHERE CollectorName = N''', n.OldValue, N''';'),
    @Delete += CONCAT(N'DELETE config.Collector WHERE CollectorName = N''', n.OldValue, N''';')
FROM @Name AS n
WHERE n.ColumnName = N'CollectorName';

SET @Statements = @Insert + @Update + @Delete;
EXEC sys.sp_executesql @Statements;
GO
-- Types that have the name of their collector now; the procedures come back from their own files.
DROP PROCEDURE collect.SaveBatch, collect.SaveIncidents, collect.SaveRequests;
DROP TYPE stage.BatchTask;
DROP TYPE stage.Request;
GO
-- The procedure of a collector follows from its name.
ALTER TABLE config.Collector DROP COLUMN TargetProcedure;
