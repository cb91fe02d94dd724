/*  fact.ShownBlockingIncident: fact.BlockingIncident as it may be shown: login, AX user and computer
    masked where the stage of the instance says so.
    @IsForAll   see config.Masking
    Result      the columns of fact.BlockingIncident; HidesLiterals, for dim.ShownText  */
CREATE FUNCTION fact.ShownBlockingIncident
(
    @IsForAll bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        x.IncidentId,
        x.InstanceId,
        x.HeadSessionId,
        x.HeadLoginTime,
        x.HeadKind,
        x.HeadTransactionId,
        x.AlertKey,
        x.StartedAt,
        x.FirstSeenAt,
        x.LastSeenAt,
        x.EndedAt,
        x.VictimCount,
        x.MaxDepth,
        x.TotalWaitMs,
        x.LongestWaitMs,
        x.PeakVictimCount,
        x.PeakTotalWaitMs,
        x.ObjectName,
        HostName = m.HostName,
        x.HostProcessId,
        x.ProgramName,
        LoginName = m.LoginName,
        AxUser = m.AxUser,
        x.AxSessionId,
        x.AxConfidence,
        x.Status,
        x.OpenTransactionCount,
        x.TransactionStartedAt,
        x.IdleInTransactionMs,
        x.StatementHash,
        x.BatchId,
        x.BatchTask,
        x.Command,
        x.PercentComplete,
        x.RemainingMs,
        x.LogBytesUsed,
        k.HidesLiterals
    FROM fact.BlockingIncident AS x
    INNER JOIN config.Masking(@IsForAll) AS k ON k.InstanceId = x.InstanceId
    CROSS APPLY lib.MaskedSession(k.NameKey, x.LoginName, x.AxUser, x.HostName, x.ProgramName) AS m
);
