/*  report.AxSessions: AX sessions, for Management Studio: one row for each from log-on to log-off; EndedAt is
    NULL for those that are on now.  */
CREATE VIEW report.AxSessions
AS
SELECT
    s.SessionLifeId,
    i.InstanceName,
    s.UserId,
    AxSessionId = s.SessionId,
    AosName = SUBSTRING(s.AosName, CHARINDEX(N'@', s.AosName) + 1, 128),
    ClientTypeName = t.ClientText,
    s.ClientComputer,
    s.StartCompany,
    s.StatusNumber,
    s.LoginAt,
    s.FirstSeenAt,
    s.LastSeenAt,
    s.EndingSinceAt,
    s.EndedAt
FROM fact.ShownAxSession(0) AS s
INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
CROSS APPLY lib.ClientTypeText(s.ClientType) AS t;
