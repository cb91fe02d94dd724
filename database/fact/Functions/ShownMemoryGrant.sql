/*  fact.ShownMemoryGrant: fact.MemoryGrant as it may be shown: login, AX user and computer
    masked where the stage of the instance says so.
    @IsForAll   see config.Masking
    Result      the columns of fact.MemoryGrant; HidesLiterals, for dim.ShownText  */
CREATE FUNCTION fact.ShownMemoryGrant
(
    @IsForAll bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        x.InstanceId,
        x.CapturedAt,
        x.SessionId,
        x.RequestId,
        x.GrantOrder,
        x.Dop,
        x.RequestedKb,
        x.GrantedKb,
        x.UsedKb,
        x.MaxUsedKb,
        x.IdealKb,
        x.WaitMs,
        HostName = m.HostName,
        x.ProgramName,
        LoginName = m.LoginName,
        AxUser = m.AxUser,
        x.AxSessionId,
        k.HidesLiterals
    FROM fact.MemoryGrant AS x
    INNER JOIN config.Masking(@IsForAll) AS k ON k.InstanceId = x.InstanceId
    CROSS APPLY lib.MaskedSession(k.NameKey, x.LoginName, x.AxUser, x.HostName, x.ProgramName) AS m
);
