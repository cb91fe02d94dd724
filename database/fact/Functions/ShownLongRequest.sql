/*  fact.ShownLongRequest: fact.LongRequest as it may be shown: login, AX user and computer
    masked where the stage of the instance says so.
    @IsForAll   see config.Masking
    Result      the columns of fact.LongRequest; HidesLiterals, for dim.ShownText  */
CREATE FUNCTION fact.ShownLongRequest
(
    @IsForAll bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        x.LongRequestId,
        x.InstanceId,
        x.SessionId,
        x.LoginTime,
        x.BeganTime,
        x.StartedAt,
        x.FirstSeenAt,
        x.LastSeenAt,
        x.EndedAt,
        x.DurationMs,
        x.CpuMs,
        x.LogicalReads,
        x.PeakTempDbBytes,
        x.Status,
        x.Command,
        x.WaitType,
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
        k.HidesLiterals
    FROM fact.LongRequest AS x
    INNER JOIN config.Masking(@IsForAll) AS k ON k.InstanceId = x.InstanceId
    CROSS APPLY lib.MaskedSession(k.NameKey, x.LoginName, x.AxUser, x.HostName, x.ProgramName) AS m
);
