/*  report.DeadlockRow: a deadlock as it is listed: the one place that says what it was about and who lost.
    Result   one row per deadlock: DeadlockId, InstanceId, InstanceName, DetectedAt (UTC), DeadlockKind,
             ProcessCount, SessionCount, VictimCount, VictimSessionCount, ResourceCount, SignatureVersion,
             Signature, SignatureKey (its first 8 bytes, enough to tell them apart), Objects (names in the
             resources); VictimSessionId, VictimHost, VictimProgram, VictimLogin, VictimAxUser,
             VictimBatchTask, VictimText (who it is in one or two words), VictimStatement of the first victim.
             NULL where the report held none. Masked for who asks  */
CREATE FUNCTION report.DeadlockRow ()
RETURNS TABLE
AS
RETURN
(
    SELECT
        d.DeadlockId,
        d.InstanceId,
        n.InstanceName,
        d.DetectedAt,
        d.DeadlockKind,
        d.ProcessCount,
        d.SessionCount,
        d.VictimCount,
        d.VictimSessionCount,
        d.ResourceCount,
        d.SignatureVersion,
        d.Signature,
        SignatureKey = CONVERT(nvarchar(16), CAST(d.Signature AS binary(8)), 2),
        o.Objects,
        VictimSessionId = v.SessionId,
        VictimHost = v.HostName,
        VictimProgram = v.ProgramName,
        VictimLogin = v.LoginName,
        VictimAxUser = v.AxUser,
        VictimBatchTask = v.BatchTask,
        VictimText = v.WhoText,
        VictimStatement = v.TextValue
    FROM fact.Deadlock AS d
    INNER JOIN config.Instance AS n ON n.InstanceId = d.InstanceId
    OUTER APPLY
    (
        SELECT TOP (1)
            p.SessionId,
            p.HostName,
            p.ProgramName,
            p.LoginName,
            s.AxUser,
            s.BatchTask,
            w.WhoText,
            t.TextValue
        FROM fact.ShownDeadlockProcess(0) AS p
        OUTER APPLY dim.ShownText(p.HidesLiterals, p.StatementHash) AS t
        OUTER APPLY fact.SessionAt(0, d.InstanceId, p.SessionId, p.HostName, d.DetectedAt) AS s
        CROSS APPLY lib.SessionLabel(p.SessionId, s.AxUser, s.AxConfidence, s.BatchTask, p.ProgramName, p.HostName, 0) AS w
        WHERE p.DeadlockId = d.DeadlockId
          AND p.IsVictim = 1
        ORDER BY p.ProcessNumber
    ) AS v
    OUTER APPLY
    (
        SELECT Objects = STUFF(CAST((
            SELECT DISTINCT N', ' + r.ObjectName
            FROM fact.DeadlockResource AS r
            WHERE r.DeadlockId = d.DeadlockId
              AND r.ObjectName IS NOT NULL
            ORDER BY N', ' + r.ObjectName
            FOR XML PATH(N''), TYPE).value(N'(./text())[1]', N'nvarchar(max)') AS nvarchar(max)), 1, 2, N'')
    ) AS o
);
