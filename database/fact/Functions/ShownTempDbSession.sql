/*  fact.ShownTempDbSession: fact.TempDbSession as it may be shown: login, AX user and computer
    masked where the stage of the instance says so.
    @IsForAll   see config.Masking
    Result      the columns of fact.TempDbSession; HidesLiterals, for dim.ShownText  */
CREATE FUNCTION fact.ShownTempDbSession
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
        x.LoginTime,
        HostName = m.HostName,
        x.ProgramName,
        LoginName = m.LoginName,
        x.Status,
        AxUser = m.AxUser,
        x.AxSessionId,
        x.AxConfidence,
        x.UserBytes,
        x.InternalBytes,
        x.VersionAgeMs,
        x.StatementHash,
        k.HidesLiterals
    FROM fact.TempDbSession AS x
    INNER JOIN config.Masking(@IsForAll) AS k ON k.InstanceId = x.InstanceId
    CROSS APPLY lib.MaskedSession(k.NameKey, x.LoginName, x.AxUser, x.HostName, x.ProgramName) AS m
);
