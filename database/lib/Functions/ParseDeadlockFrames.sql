/*  lib.ParseDeadlockFrames: the execution stacks of a deadlock's processes.
    @Deadlock   one deadlock element
    Result      one row per frame, numbered from the innermost one; ProcessKey as
                lib.ParseDeadlockProcesses gives it
    Nodes come in the order of the document; counting those before each would take the square of their number.
    Statement is NULL where the server knew none ('unknown', encrypted modules). The engine's own stack
    (stackFrames) is no part of it.
    A handle of nothing but zeros stands for none.
    IsServerOwn: a procedure of the server itself, such as sp_executesql, whose text says nothing.  */
CREATE FUNCTION lib.ParseDeadlockFrames
(
    @Deadlock xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        d.ProcessKey,
        FrameNumber = CAST(d.ElementNumber - MIN(d.ElementNumber) OVER (PARTITION BY d.ProcessKey) + 1 AS int),
        d.ProcedureName,
        d.LineNumber,
        d.StartOffset,
        d.EndOffset,
        d.SqlHandle,
        d.Statement,
        d.IsServerOwn
    FROM
    (
        SELECT
            ProcessKey = COALESCE(
                p.Process.value(N'(@id)[1]', N'nvarchar(64)'),
                CONCAT(
                    N'spid ',
                    p.Process.value(N'(@spid)[1]', N'nvarchar(20)'),
                    N':',
                    p.Process.value(N'(@ecid)[1]', N'nvarchar(20)'))),
            ElementNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
            ProcedureName = NULLIF(RTRIM(n.Name), N''),
            LineNumber = TRY_CAST(f.Frame.value(N'(@line)[1]', N'nvarchar(64)') AS int),
            StartOffset = TRY_CAST(f.Frame.value(N'(@stmtstart)[1]', N'nvarchar(64)') AS int),
            EndOffset = TRY_CAST(f.Frame.value(N'(@stmtend)[1]', N'nvarchar(64)') AS int),
            SqlHandle = CASE WHEN REPLACE(h.HandleText, '0', '') <> 'x' THEN TRY_CONVERT(varbinary(64), h.HandleText, 1) END,
            Statement = NULLIF(t.Body, N'unknown'),
            IsServerOwn = CASE
                WHEN n.Name LIKE N'mssqlsystemresource.%' OR n.Name LIKE N'sp[_]executesql%' OR n.Name LIKE N'sp[_]prep%'
                    OR n.Name LIKE N'sp[_]cursor%' OR n.Name LIKE N'sp[_]execute%' OR n.Name LIKE N'sys.sp[_]%'
                    OR n.Name LIKE N'master.sys.sp[_]%' OR n.Name LIKE N'%.sys.sp[_]%' OR t.Body LIKE N'sp[_]executesql'
                    THEN 1
                ELSE 0
            END
        FROM @Deadlock.nodes(N'/deadlock/process-list/process') AS p (Process)
        CROSS APPLY p.Process.nodes(N'executionStack/frame') AS f (Frame)
        CROSS APPLY lib.TrimText(f.Frame.value(N'.', N'nvarchar(max)')) AS t
        CROSS APPLY (SELECT Name = LTRIM(f.Frame.value(N'(@procname)[1]', N'nvarchar(512)'))) AS n
        CROSS APPLY (SELECT HandleText = f.Frame.value(N'(@sqlhandle)[1]', N'varchar(130)')) AS h
    ) AS d
);
