/*  fact.ShownLongTransaction: fact.LongTransaction as it may be shown: login, AX user and computer
    masked where the stage of the instance says so.
    @IsForAll   see config.Masking
    Result      the columns of fact.LongTransaction; HidesLiterals, for dim.ShownText  */
CREATE FUNCTION fact.ShownLongTransaction
(
    @IsForAll bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        x.LongTransactionId,
        x.InstanceId,
        x.SessionId,
        x.LoginTime,
        x.BeganTime,
        x.TransactionId,
        x.StartedAt,
        x.FirstSeenAt,
        x.LastSeenAt,
        x.EndedAt,
        x.DurationMs,
        x.IdleInTransactionMs,
        x.LogBytesUsed,
        x.PeakTempDbBytes,
        x.OpenTransactionCount,
        x.Status,
        x.DatabaseName,
        HostName = m.HostName,
        x.HostProcessId,
        x.ProgramName,
        LoginName = m.LoginName,
        AxUser = m.AxUser,
        x.AxSessionId,
        x.AxConfidence,
        x.BatchId,
        x.BatchTask,
        x.StatementHash,
        x.Command,
        x.RollingBackSince,
        x.PercentComplete,
        x.RemainingMs,
        k.HidesLiterals
    FROM fact.LongTransaction AS x
    INNER JOIN config.Masking(@IsForAll) AS k ON k.InstanceId = x.InstanceId
    CROSS APPLY lib.MaskedSession(k.NameKey, x.LoginName, x.AxUser, x.HostName, x.ProgramName) AS m
);
