// Tables of AX's servers, sessions and users.
using static AxMonitor.Sandbox.AxWorkload.Installation.Schema.AxColumn;

namespace AxMonitor.Sandbox.AxWorkload.Installation.Schema;

internal static class SessionTables
{
    public static readonly AxTable ClientSessions = AxTable.OfInstallation(
        "SYSCLIENTSESSIONS",
        "I_65006SESSIONIDX",
        "SESSIONID",
        [
            Number("SESSIONID"),
            Number("SERVERID"),
            Number("VERSION"),
            Text("USERID", 8),
            Text("SID", 124),
            Number("STATUS"),
            Number("CLIENTTYPE"),
            Number("SESSIONTYPE"),
            Text("CLIENTCOMPUTER", 64),
            .. UtcTime("LOGINDATETIME"),
            Text("USERLANGUAGE", 7),
            Text("HELPLANGUAGE", 7),
            Text("DATAPARTITION", 8),
            Text("DEL_COMPANY", 4),
            Number("DEL_LOGIN_TIME"),
        ]
    );

    public static readonly AxTable ServerSessions = AxTable.OfInstallation(
        "SYSSERVERSESSIONS",
        "I_65005SERVERIDX",
        "SERVERID",
        [
            Number("SERVERID"),
            Text("AOSID", 50),
            Text("INSTANCE_NAME", 50),
            Text("VERSION", 32),
            Number("STATUS"),
            .. UtcTime("LOGINDATETIME"),
            .. UtcTime("LASTUPDATEDATETIME"),
            Number("LOADBALANCE"),
            Number("WORKLOAD"),
            Text("AOSACCOUNT", 255),
        ]
    );

    public static readonly AxTable ServerConfig = AxTable.OfInstallation(
        "SYSSERVERCONFIG",
        "I_65440SERVERIDX",
        "SERVERID",
        [Text("SERVERID", 50), Number("ENABLEBATCH"), Number("MAXSESSIONS"), Id("CLUSTERREFRECID"), Number("LOADBALANCEENABLED")]
    );

    public static readonly AxTable ClusterConfig = AxTable.OfInstallation(
        "SYSCLUSTERCONFIG",
        "I_65441RECID",
        "RECID",
        [Text("CLUSTERNAME", 50), Text("CLUSTERDESCRIPTION", 100)]
    );

    public static readonly AxTable UserInfo = AxTable.OfPartition(
        "USERINFO",
        "I_65531IDX",
        "PARTITION, ID",
        [
            Text("ID", 8),
            Text("NAME", 40),
            Text("NETWORKALIAS", 80),
            Text("NETWORKDOMAIN", 255),
            Text("SID", 124),
            Number("ENABLE"),
            Text("COMPANY", 4),
            Text("LANGUAGE", 7),
            Number("QUERYTIMELIMIT"),
            Number("DEBUGINFO"),
            Number("TRACEINFO"),
            Number("PREFERREDTIMEZONE"),
        ]
    );

    public static readonly AxTable UserLog = AxTable.OfInstallation(
        "SYSUSERLOG",
        "I_65007RECID",
        "RECID",
        [
            Text("USERID", 8),
            Text("COMPUTERNAME", 64),
            Number("CLIENTTYPE"),
            Number("TYPE"),
            Number("TERMINATEDOK"),
            Number("SESSIONID"),
            .. UtcTime("LOGOUTDATETIME"),
            .. UtcTime("CREATEDDATETIME"),
        ],
        ("I_65007USERIDX", "USERID, CREATEDDATETIME")
    );

    public static readonly AxTable[] All = [ClientSessions, ServerSessions, ServerConfig, ClusterConfig, UserInfo, UserLog];
}
