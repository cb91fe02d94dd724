/*  fact.ShownBlockedProcess: fact.BlockedProcess as it may be shown: logins and computers
    masked where the stage of the instance says so.
    @IsForAll   see config.Masking
    Result      the columns of fact.BlockedProcess; HidesLiterals, for dim.ShownText  */
CREATE FUNCTION fact.ShownBlockedProcess
(
    @IsForAll bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        x.BlockedProcessId,
        x.InstanceId,
        x.IncidentId,
        x.FirstEventAt,
        x.EventAt,
        x.ReportCount,
        x.MonitorLoop,
        x.BlockedSessionId,
        x.BlockedEcid,
        x.BlockedTransactionId,
        x.BlockedApp,
        BlockedHost = b.HostName,
        x.BlockedHostProcessId,
        BlockedLogin = b.LoginName,
        x.BlockedStatus,
        x.BlockedTransactionName,
        x.BlockedIsolationLevel,
        x.BlockedStatementHash,
        x.BlockingSessionId,
        x.BlockingEcid,
        x.BlockingTransactionId,
        x.BlockingApp,
        BlockingHost = g.HostName,
        x.BlockingHostProcessId,
        BlockingLogin = g.LoginName,
        x.BlockingStatus,
        x.BlockingTranCount,
        x.BlockingIsolationLevel,
        x.BlockingStatementHash,
        x.WaitResource,
        x.ResourceKind,
        x.DatabaseId,
        x.DatabaseName,
        x.ResourceObjectKey,
        x.ResourceObjectId,
        x.IndexId,
        x.WaitMs,
        x.LockMode,
        x.RootSessionId,
        k.HidesLiterals
    FROM fact.BlockedProcess AS x
    INNER JOIN config.Masking(@IsForAll) AS k ON k.InstanceId = x.InstanceId
    CROSS APPLY lib.MaskedSession(k.NameKey, x.BlockedLogin, NULL, x.BlockedHost, x.BlockedApp) AS b
    CROSS APPLY lib.MaskedSession(k.NameKey, x.BlockingLogin, NULL, x.BlockingHost, x.BlockingApp) AS g
);
