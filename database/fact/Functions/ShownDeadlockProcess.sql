/*  fact.ShownDeadlockProcess: fact.DeadlockProcess as it may be shown: login and computer
    masked where the stage of the instance says so.
    @IsForAll   see config.Masking
    Result      the columns of fact.DeadlockProcess; HidesLiterals, for dim.ShownText  */
CREATE FUNCTION fact.ShownDeadlockProcess
(
    @IsForAll bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        x.DeadlockId,
        d.InstanceId,
        x.ProcessNumber,
        x.ProcessKey,
        x.IsVictim,
        x.SessionId,
        x.BatchId,
        x.Ecid,
        x.TransactionId,
        x.TransactionName,
        x.TransactionBeganTime,
        x.BatchBeganTime,
        x.BatchEndedTime,
        x.OpenTransactionCount,
        x.LogBytesUsed,
        x.DeadlockPriority,
        x.WaitResource,
        x.WaitMs,
        x.LockMode,
        x.Status,
        x.ProgramName,
        HostName = m.HostName,
        x.HostProcessId,
        LoginName = m.LoginName,
        x.IsolationLevel,
        x.DatabaseId,
        x.DatabaseName,
        x.FrameNumber,
        x.StatementHash,
        x.InputBufferHash,
        k.HidesLiterals
    FROM fact.DeadlockProcess AS x
    INNER JOIN fact.Deadlock AS d ON d.DeadlockId = x.DeadlockId
    INNER JOIN config.Masking(@IsForAll) AS k ON k.InstanceId = d.InstanceId
    CROSS APPLY lib.MaskedSession(k.NameKey, x.LoginName, NULL, x.HostName, x.ProgramName) AS m
);
