/*  alert.DeadlockCulprit: who lost a deadlock to whom, and on which tables.
    @DeadlockId   fact.Deadlock
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.DeadlockCulprit
(
    @DeadlockId bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(N'Deadlock ' + t.TableNames, N': ', v.WhoText, N' lost'), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(w.WhoText + N' went on.',
            N' ' + v.WhoText + N' lost its transaction' + COALESCE(N' with ' + b.BytesText + N' of log',
            N'') + N'; AX runs it again or shows an error.'), 1000) AS nvarchar(1000)),
        SessionId = CAST(v.SessionId AS int),
        AosName = CAST(NULL AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(t.FirstName AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson =
        (
            SELECT
                CASE p.IsVictim WHEN 1 THEN N'lost' ELSE N'went on' END AS role,
                p.SessionId AS sessionId,
                l.WhoText AS who,
                p.HostName AS host,
                p.LockMode AS lockMode,
                p.WaitResource AS waitResource,
                LEFT(s.TextValue, 1000) AS statement
            FROM fact.ShownDeadlockProcess(1) AS p
            OUTER APPLY fact.SessionAt(1, d.InstanceId, p.SessionId, p.HostName, d.DetectedAt) AS x
            CROSS APPLY lib.SessionLabel(p.SessionId, x.AxUser, x.AxConfidence, x.BatchTask, p.ProgramName, p.HostName, 0) AS l
            OUTER APPLY dim.ShownText(p.HidesLiterals, p.StatementHash) AS s
            WHERE p.DeadlockId = d.DeadlockId
            ORDER BY p.IsVictim DESC, p.ProcessNumber
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM fact.Deadlock AS d
    CROSS APPLY
    (
        SELECT TOP (1) p.SessionId, p.LogBytesUsed, l.WhoText
        FROM fact.ShownDeadlockProcess(1) AS p
        OUTER APPLY fact.SessionAt(1, d.InstanceId, p.SessionId, p.HostName, d.DetectedAt) AS x
        CROSS APPLY lib.SessionLabel(p.SessionId, x.AxUser, x.AxConfidence, x.BatchTask, p.ProgramName, p.HostName, 0) AS l
        WHERE p.DeadlockId = d.DeadlockId
        ORDER BY p.IsVictim DESC, p.ProcessNumber
    ) AS v
    OUTER APPLY
    (
        SELECT TOP (1) l.WhoText
        FROM fact.ShownDeadlockProcess(1) AS p
        OUTER APPLY fact.SessionAt(1, d.InstanceId, p.SessionId, p.HostName, d.DetectedAt) AS x
        CROSS APPLY lib.SessionLabel(p.SessionId, x.AxUser, x.AxConfidence, x.BatchTask, p.ProgramName, p.HostName, 0) AS l
        WHERE p.DeadlockId = d.DeadlockId
          AND p.IsVictim = 0
        ORDER BY p.ProcessNumber
    ) AS w
    CROSS APPLY
    (
        SELECT
            FirstName = MIN(CASE WHEN n.NameNumber = 1 THEN n.ObjectName END),
            TableNames = MIN(CASE WHEN n.NameNumber = 1 THEN n.ShortName END)
                + COALESCE(N'/' + MIN(CASE WHEN n.NameNumber = 2 THEN n.ShortName END), N'')
        FROM
        (
            SELECT
                r.ObjectName,
                ShortName = RIGHT(r.ObjectName, CHARINDEX(N'.', REVERSE(r.ObjectName) + N'.') - 1),
                NameNumber = ROW_NUMBER() OVER (ORDER BY r.ObjectName)
            FROM fact.DeadlockResource AS r
            WHERE r.DeadlockId = d.DeadlockId
              AND r.ObjectName <> N''
            GROUP BY r.ObjectName
        ) AS n
    ) AS t
    CROSS APPLY lib.BytesText(v.LogBytesUsed) AS b
    WHERE d.DeadlockId = @DeadlockId
);
