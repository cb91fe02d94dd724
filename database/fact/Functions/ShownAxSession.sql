/*  fact.ShownAxSession: fact.AxSession as it may be shown: AX user and computer
    masked where the stage of the instance says so.
    @IsForAll   see config.Masking
    Result      the columns of fact.AxSession; HidesLiterals, for dim.ShownText  */
CREATE FUNCTION fact.ShownAxSession
(
    @IsForAll bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        x.SessionLifeId,
        x.InstanceId,
        x.SessionId,
        UserId = CAST(u.MaskedName AS nvarchar(20)),
        x.LoginAt,
        x.AosName,
        x.ClientType,
        x.SessionType,
        ClientComputer = c.MaskedName,
        x.StartCompany,
        x.DataPartition,
        x.StatusNumber,
        x.EndingSinceAt,
        x.FirstSeenAt,
        x.LastSeenAt,
        x.EndedAt,
        k.HidesLiterals
    FROM fact.AxSession AS x
    INNER JOIN config.Masking(@IsForAll) AS k ON k.InstanceId = x.InstanceId
    CROSS APPLY lib.MaskedName(k.NameKey, N'user', x.UserId) AS u
    -- The computer of an AX server stays, as in lib.MaskedSession.
    CROSS APPLY lib.MaskedName(
        CASE WHEN SUBSTRING(x.AosName, CHARINDEX(N'@', x.AosName) + 1, 128) = x.ClientComputer THEN NULL ELSE k.NameKey END,
        N'host', x.ClientComputer) AS c
);
