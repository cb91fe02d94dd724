/*  collect.ComputeDeadlockSignatures: kind, identity and signature of the deadlocks that
    collect.SaveDeadlocks has taken apart.
    Works on the caller's temp table #Report, fills its DeadlockKind, DeadlockHash and Signature; reads
    #Process, #Frame, #Resource and #Holder.
    Kind          lock: locks only; parallel: exchanges of a parallel plan only; mixed: both, or a lock and
                  something else; other: anything else
    DeadlockHash  what makes a deadlock the same one: its processes with transaction, batch, wait and log
                  use; without processes its text.
                  For kind parallel sessions, transactions and batches only.
    Signature     version 2, what makes two deadlocks alike, in any order: kind, the distinct (object.index,
                  mode held, mode wanted) of its resources, and where each process was: the innermost
                  procedure, else the statement without its literals. No ids, times or session numbers.
                  Names lose what is made up anew each time (lib.StableName).  */
CREATE PROCEDURE collect.ComputeDeadlockSignatures
AS
SET NOCOUNT ON;

UPDATE r
SET DeadlockKind = CASE
        WHEN c.Locks > 0 AND c.Exchanges = 0 AND c.Others = 0 THEN N'lock'
        WHEN c.Exchanges > 0 AND c.Locks = 0 AND c.Others = 0 THEN N'parallel'
        WHEN c.Locks > 0 THEN N'mixed'
        ELSE N'other' END
FROM #Report AS r
CROSS APPLY
(
    SELECT
        Locks = COUNT(CASE WHEN s.ResourceClass = N'lock' THEN 1 END),
        Exchanges = COUNT(CASE WHEN s.ResourceClass = N'exchange' THEN 1 END),
        Others = COUNT(CASE WHEN s.ResourceClass = N'other' THEN 1 END)
    FROM #Resource AS s
    WHERE s.ReportId = r.ReportId
) AS c;

UPDATE r
SET DeadlockHash = HASHBYTES(N'SHA2_256', COALESCE(r.DeadlockKind + NULLIF(i.Items, N''), CAST(r.DeadlockXml AS nvarchar(max))))
FROM #Report AS r
CROSS APPLY
(
    SELECT Items = CAST((
        SELECT N'|' + v.Item
        FROM
        (
            SELECT DISTINCT Item = CONCAT(p.SessionId, N' ', p.TransactionId, N' ', CONVERT(nvarchar(30), p.BatchBeganTime, 126),
                CASE
                    WHEN r.DeadlockKind <> N'parallel'
                        THEN CONCAT(N' ', p.ProcessKey, N' ', p.Ecid, N' ', p.WaitMs, N' ', p.LogBytesUsed, N' ', p.WaitResource)
                END) COLLATE Latin1_General_100_BIN2
            FROM #Process AS p
            WHERE p.ReportId = r.ReportId
        ) AS v
        ORDER BY v.Item
        FOR XML PATH(N''), TYPE).value(N'(./text())[1]', N'nvarchar(max)') AS nvarchar(max))
) AS i;

UPDATE r
SET Signature = HASHBYTES(N'SHA2_256', CONCAT(r.DeadlockKind, CAST(N'' AS nvarchar(max)), i.Items))
FROM #Report AS r
CROSS APPLY
(
    SELECT Items = CAST((
        SELECT N'|' + v.Item
        FROM
        (
            SELECT Item = UPPER(CONCAT(
                s.ResourceKind, N' ', a.StableName, N'.', b.StableName, N' ', o.LockMode, N' ',
                w.LockMode)) COLLATE Latin1_General_100_BIN2
            FROM #Resource AS s
            CROSS APPLY lib.StableName(s.ObjectName) AS a
            CROSS APPLY lib.StableName(s.IndexName) AS b
            LEFT JOIN #Holder AS o ON o.ReportId = s.ReportId AND o.ResourceNumber = s.ResourceNumber AND o.HolderRole = N'owner'
            LEFT JOIN #Holder AS w ON w.ReportId = s.ReportId AND w.ResourceNumber = s.ResourceNumber AND w.HolderRole = N'waiter'
            WHERE s.ReportId = r.ReportId
            UNION
            SELECT UPPER(CONCAT(N'at ', COALESCE(f.ProcedureName, m.Body))) COLLATE Latin1_General_100_BIN2
            FROM #Process AS p
            OUTER APPLY
            (
                SELECT TOP (1) n.ProcedureName
                FROM #Frame AS n
                WHERE n.ReportId = p.ReportId
                  AND n.ProcessKey = p.ProcessKey
                  AND n.FrameNumber = 1
                  AND n.ProcedureName NOT IN (N'adhoc', N'unknown')
            ) AS f
            OUTER APPLY lib.MaskLiterals(CASE WHEN f.ProcedureName IS NULL THEN p.Statement END) AS m
            WHERE p.ReportId = r.ReportId
        ) AS v
        ORDER BY v.Item
        FOR XML PATH(N''), TYPE).value(N'(./text())[1]', N'nvarchar(max)') AS nvarchar(max))
) AS i;
