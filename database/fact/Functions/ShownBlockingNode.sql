/*  fact.ShownBlockingNode: fact.BlockingNode as it may be shown: login, AX user and computer
    masked where the stage of the instance says so.
    @IsForAll   see config.Masking
    Result      the columns of fact.BlockingNode; HidesLiterals, for dim.ShownText  */
CREATE FUNCTION fact.ShownBlockingNode
(
    @IsForAll bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        x.SnapshotId,
        x.CapturedAt,
        x.SessionId,
        x.InstanceId,
        x.IncidentId,
        x.RootSessionId,
        x.ParentSessionId,
        x.Depth,
        x.[Path],
        x.Flags,
        x.LoginTime,
        HostName = m.HostName,
        x.HostProcessId,
        x.ProgramName,
        LoginName = m.LoginName,
        AxUser = m.AxUser,
        x.AxSessionId,
        x.AxConfidence,
        x.Status,
        x.Command,
        x.DatabaseName,
        x.OpenTransactionCount,
        x.TransactionStartedAt,
        x.LogBytesUsed,
        x.IdleInTransactionMs,
        x.IsolationLevel,
        x.WaitType,
        x.WaitMs,
        x.LockMode,
        x.WaitResource,
        x.ResourceKind,
        x.ResourceDatabaseId,
        x.ResourceObjectKey,
        x.ResourceObjectId,
        x.ObjectName,
        x.StatementHash,
        x.InputBufferHash,
        x.BatchId,
        x.BatchTask,
        x.PercentComplete,
        x.RemainingMs,
        k.HidesLiterals
    FROM fact.BlockingNode AS x
    INNER JOIN config.Masking(@IsForAll) AS k ON k.InstanceId = x.InstanceId
    CROSS APPLY lib.MaskedSession(k.NameKey, x.LoginName, x.AxUser, x.HostName, x.ProgramName) AS m
);
