/*  report.DeadlockPage: deadlocks for programs, the newest first, read on by key as in report.AlertPage.
    @InstanceName   NULL: all
    @FromAt, @ToAt  UTC: only those in [from, to); NULL: without an end on that side
    @BeforeId       only deadlocks with a smaller DeadlockId; NULL: from the newest on
    @RowCount       1 to 1001 rows
    Result          DeadlockId, InstanceName, DetectedAt, DeadlockKind (lock, parallel, mixed, other),
                    ProcessCount, SessionCount, VictimCount, ResourceCount, SignatureKey (the same for
                    deadlocks of the same making), Objects (names in the resources), VictimSessionId,
                    VictimHost, VictimProgram, VictimAxUser, VictimBatchTask, VictimStatement (of the first
                    victim); NULL where the report held none; times in UTC  */
CREATE PROCEDURE report.DeadlockPage
    @InstanceName sysname = NULL,
    @FromAt       datetime2(3) = NULL,
    @ToAt         datetime2(3) = NULL,
    @BeforeId     bigint = NULL,
    @RowCount     int = 51,
    @Help         bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'DeadlockPage';
    RETURN;
END;

SET @RowCount = CASE WHEN @RowCount BETWEEN 1 AND 1001 THEN @RowCount ELSE 51 END;

SELECT TOP (@RowCount)
    d.DeadlockId,
    n.InstanceName,
    d.DetectedAt,
    d.DeadlockKind,
    d.ProcessCount,
    d.SessionCount,
    d.VictimCount,
    d.ResourceCount,
    SignatureKey = CONVERT(nvarchar(16), CAST(d.Signature AS binary(8)), 2),
    Objects = o.Objects,
    VictimSessionId = v.SessionId,
    VictimHost = v.HostName,
    VictimProgram = v.ProgramName,
    VictimAxUser = w.AxUser,
    VictimBatchTask = w.BatchTask,
    VictimStatement = v.TextValue
FROM fact.Deadlock AS d
INNER JOIN config.Instance AS n ON n.InstanceId = d.InstanceId
OUTER APPLY
(
    SELECT TOP (1) p.SessionId, p.HostName, p.ProgramName, t.TextValue
    FROM fact.ShownDeadlockProcess(0) AS p
    OUTER APPLY dim.ShownText(p.HidesLiterals, p.StatementHash) AS t
    WHERE p.DeadlockId = d.DeadlockId
      AND p.IsVictim = 1
    ORDER BY p.ProcessNumber
) AS v
OUTER APPLY fact.SessionAt(0, d.InstanceId, v.SessionId, v.HostName, d.DetectedAt) AS w
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
WHERE (@BeforeId IS NULL OR d.DeadlockId < @BeforeId)
  AND (@FromAt IS NULL OR d.DetectedAt >= @FromAt)
  AND (@ToAt IS NULL OR d.DetectedAt < @ToAt)
  AND (@InstanceName IS NULL OR n.InstanceName = @InstanceName)
ORDER BY d.DeadlockId DESC
OPTION (RECOMPILE);
