/*  collect.ComputeDeadlockHashes: kind and identity of the deadlocks that collect.SaveDeadlockEvents has
    taken apart, before it looks closer at those that are new.
    Works on the caller's temp table #Report, fills its DeadlockKind and DeadlockHash; reads #Process and
    #Resource.
    Kind          lock: locks only; parallel: exchanges of a parallel plan only; mixed: both, or a lock and
                  something else; other: anything else
    DeadlockHash  what makes a deadlock the same one: its processes with transaction, batch, wait and log
                  use; without processes its text.
                  For kind parallel sessions, transactions and batches only.  */
CREATE PROCEDURE collect.ComputeDeadlockHashes
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
