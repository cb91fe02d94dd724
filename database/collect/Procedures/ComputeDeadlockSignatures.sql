/*  collect.ComputeDeadlockSignatures: signature of the deadlocks that collect.SaveDeadlockEvents has taken
    apart.
    Works on the caller's temp table #Report, fills its Signature; reads #Process, #Frame, #Resource and
    #Holder.
    Signature     version 2, what makes two deadlocks alike, in any order: kind, the distinct (object.index,
                  mode held, mode wanted) of its resources, and where each process was: the procedure of the
                  frame that tells its statement, else the statement without its literals. No ids, times or
                  session numbers.
                  Names lose what is generated each time (lib.StableName).  */
CREATE PROCEDURE collect.ComputeDeadlockSignatures
AS
SET NOCOUNT ON;

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
            LEFT JOIN #Frame AS f ON f.ReportId = p.ReportId
                AND f.ProcessKey = p.ProcessKey
                AND f.FrameNumber = p.FrameNumber
                AND f.ProcedureName NOT IN (N'adhoc', N'unknown')
            OUTER APPLY lib.MaskLiterals(CASE WHEN f.ProcedureName IS NULL THEN p.Statement END) AS m
            WHERE p.ReportId = r.ReportId
        ) AS v
        ORDER BY v.Item
        FOR XML PATH(N''), TYPE).value(N'(./text())[1]', N'nvarchar(max)') AS nvarchar(max))
) AS i;
