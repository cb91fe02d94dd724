/*  lib.CommandActivity: whether a request is one of those that take long by their nature, and for which there
    is other advice than for a statement.
    @Command   as sys.dm_exec_requests has it; NULL: not known
    @Status    of the request or session
    Result     one row: ActivityKind: rollback, restore, backup, shrink, check, index, schema or statistics;
               NULL for anything else  */
CREATE FUNCTION lib.CommandActivity
(
    @Command nvarchar(32),
    @Status  nvarchar(30)
)
RETURNS TABLE
AS
RETURN
(
    SELECT ActivityKind = MAX(v.ActivityKind)
    FROM (SELECT Command = UPPER(@Command), Status = LOWER(@Status)) AS c
    CROSS APPLY
    (
        VALUES
        (
            CASE
                WHEN c.Command LIKE N'%ROLLBACK%' OR c.Status = N'rollback' THEN N'rollback'
                WHEN c.Command LIKE N'RESTORE%' OR c.Command IN (N'DB STARTUP', N'RECOVERY') THEN N'restore'
                WHEN c.Command LIKE N'BACKUP%' THEN N'backup'
                WHEN c.Command LIKE N'DBCC%SHRINK%'
                    OR c.Command IN (N'DBCCFILESCOMPACT', N'DBCCSPACERECLAIM', N'DBCCLOBCOMPACT', N'AUTOSHRINK')
                    THEN N'shrink'
                WHEN c.Command LIKE N'DBCC%REINDEX%' OR c.Command LIKE N'DBCC%INDEXDEFRAG%' THEN N'index'
                WHEN c.Command LIKE N'DBCC%' THEN N'check'
                WHEN c.Command LIKE N'%INDEX%' THEN N'index'
                WHEN c.Command LIKE N'%STATISTIC%' THEN N'statistics'
                WHEN c.Command LIKE N'ALTER %' OR c.Command LIKE N'CREATE %' OR c.Command LIKE N'DROP %'
                    OR c.Command LIKE N'TRUNCATE %' THEN N'schema'
            END
        )
    ) AS v (ActivityKind)
);
