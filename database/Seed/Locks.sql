-- Instances save side by side in the same tables, and the fold and the nightly jobs work beside them. Row
-- locks stay row locks, however many one statement takes: as a table lock they would make all others wait
-- until its transaction ends. What takes many rows takes them in portions, so locks need little memory.
DECLARE @Statements nvarchar(max) = (
    SELECT CONCAT(N'ALTER TABLE ', QUOTENAME(s.name), N'.', QUOTENAME(t.name), N' SET (LOCK_ESCALATION = DISABLE); ')
    FROM sys.tables AS t
    INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
    WHERE s.name IN (N'fact', N'dim', N'collect', N'rollup', N'baseline', N'ops', N'alert')
      AND t.lock_escalation_desc <> N'DISABLE'
    ORDER BY s.name, t.name
    FOR XML PATH(N''), TYPE).value(N'.', N'nvarchar(max)');

EXEC sys.sp_executesql @Statements;
