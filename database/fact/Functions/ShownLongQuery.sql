/*  fact.ShownLongQuery: fact.LongQuery as it may be shown: login, AX user and computer
    masked where the stage of the instance says so.
    @IsForAll   see config.Masking
    Result      the columns of fact.LongQuery; HidesLiterals, for dim.ShownText  */
CREATE FUNCTION fact.ShownLongQuery
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
        x.EventName,
        x.ProcedureName,
        x.ResultText,
        x.DurationMs,
        x.CpuMs,
        x.LogicalReads,
        x.PhysicalReads,
        x.Writes,
        x.ResultRows,
        x.StatementHash,
        x.SignatureHash,
        x.QueryHash,
        x.QueryPlanHash,
        k.HidesLiterals
    FROM fact.LongQuery AS x
    INNER JOIN config.Masking(@IsForAll) AS k ON k.InstanceId = x.InstanceId
    CROSS APPLY lib.MaskedSession(k.NameKey, x.LoginName, x.AxUser, x.HostName, x.ProgramName) AS m
);
