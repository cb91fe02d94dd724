/*  fact.ShownAttention: fact.Attention as it may be shown: login, AX user and computer
    masked where the stage of the instance says so.
    @IsForAll   see config.Masking
    Result      the columns of fact.Attention; HidesLiterals, for dim.ShownText  */
CREATE FUNCTION fact.ShownAttention
(
    @IsForAll bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        x.InstanceId,
        x.EventAt,
        x.EventHash,
        x.CapturedAt,
        x.EventSequence,
        x.SessionId,
        x.DatabaseName,
        HostName = m.HostName,
        x.ProgramName,
        LoginName = m.LoginName,
        AxUser = m.AxUser,
        x.AxSessionId,
        x.AxConfidence,
        x.DurationMs,
        x.RequestId,
        x.StatementHash,
        x.QueryHash,
        k.HidesLiterals
    FROM fact.Attention AS x
    INNER JOIN config.Masking(@IsForAll) AS k ON k.InstanceId = x.InstanceId
    CROSS APPLY lib.MaskedSession(k.NameKey, x.LoginName, x.AxUser, x.HostName, x.ProgramName) AS m
);
