// Makes the AX business database on the watched server: the tables a monitor looks at, with the columns, keys and oddities AX gives them.
using System.Globalization;
using System.Text;
using AxMonitor.Sandbox.SqlEngine.Programs;

namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <summary>Schema and first rows of the AX database.</summary>
internal static class AxDatabase
{
    private const string FirstPartition = "5637144576";

    // Index names carry a table id that differs from installation to installation, so only their last part means something.
    private static readonly (string Table, string Columns, string KeyName, string Key)[] Tables =
    [
        ("INVENTSUM", "ITEMID nvarchar(20) NOT NULL, INVENTDIMID nvarchar(20) NOT NULL, PHYSICALINVENT numeric(32,16) NOT NULL, POSTEDQTY numeric(32,16) NOT NULL, RESERVPHYSICAL numeric(32,16) NOT NULL, CLOSED int NOT NULL", "I_698ITEMDIMIDX", "PARTITION, DATAAREAID, ITEMID, INVENTDIMID"),
        ("INVENTTRANS", "ITEMID nvarchar(20) NOT NULL, STATUSISSUE int NOT NULL, STATUSRECEIPT int NOT NULL, QTY numeric(32,16) NOT NULL, DATEPHYSICAL datetime NOT NULL", "I_177RECID", "PARTITION, DATAAREAID, RECID"),
        ("SALESTABLE", "SALESID nvarchar(20) NOT NULL, SALESNAME nvarchar(60) NOT NULL, CUSTACCOUNT nvarchar(20) NOT NULL, SALESSTATUS int NOT NULL", "I_366SALESIDX", "PARTITION, DATAAREAID, SALESID"),
        ("SALESLINE", "SALESID nvarchar(20) NOT NULL, LINENUM numeric(32,16) NOT NULL, ITEMID nvarchar(20) NOT NULL, SALESSTATUS int NOT NULL, REMAINSALESPHYSICAL numeric(32,16) NOT NULL", "I_359SALESLINEIDX", "PARTITION, DATAAREAID, SALESID, LINENUM"),
        ("CUSTTABLE", "ACCOUNTNUM nvarchar(20) NOT NULL, CUSTGROUP nvarchar(10) NOT NULL", "I_077ACCOUNTIDX", "PARTITION, DATAAREAID, ACCOUNTNUM"),
    ];

    /// <summary>Creates the database when it is missing, with its tables and the rows of sessions and servers.</summary>
    public static void Create(EngineClient engine, string name, AxTopology topology, DateTime now)
    {
        engine.Execute("master", $"IF DB_ID(N'{name}') IS NULL CREATE DATABASE [{name}];");
        foreach (var table in Tables)
        {
            engine.Execute(name, $"""
                CREATE TABLE dbo.{table.Table} ({table.Columns}, DATAAREAID nvarchar(4) NOT NULL DEFAULT N'dat', RECVERSION int NOT NULL DEFAULT 1,
                    PARTITION bigint NOT NULL DEFAULT {FirstPartition}, RECID bigint NOT NULL, CONSTRAINT {table.KeyName} PRIMARY KEY CLUSTERED ({table.Key}));
                """);
        }

        engine.Execute(name, $"""
            CREATE TABLE dbo.NUMBERSEQUENCETABLE (NUMBERSEQUENCE nvarchar(10) NOT NULL, TXT nvarchar(60) NOT NULL, LOWEST int NOT NULL, HIGHEST int NOT NULL, NEXTREC int NOT NULL,
                CONTINUOUS int NOT NULL, FETCHAHEAD int NOT NULL, RECVERSION int NOT NULL DEFAULT 1, PARTITION bigint NOT NULL DEFAULT {FirstPartition}, RECID bigint NOT NULL,
                CONSTRAINT I_273RECID PRIMARY KEY CLUSTERED (PARTITION, RECID));
            CREATE TABLE dbo.GENERALJOURNALACCOUNTENTRY (SUBLEDGERVOUCHER nvarchar(20) NOT NULL, ACCOUNTINGDATE datetime NOT NULL, ACCOUNTINGCURRENCYAMOUNT numeric(32,16) NOT NULL,
                RECVERSION int NOT NULL DEFAULT 1, PARTITION bigint NOT NULL DEFAULT {FirstPartition}, RECID bigint NOT NULL, CONSTRAINT I_3119RECID PRIMARY KEY CLUSTERED (PARTITION, RECID));
            CREATE TABLE dbo.SYSCLIENTSESSIONS (SESSIONID int NOT NULL, SERVERID int NOT NULL, STATUS int NOT NULL, USERID nvarchar(8) NOT NULL, CLIENTTYPE int NOT NULL, SESSIONTYPE int NOT NULL,
                CLIENTCOMPUTER nvarchar(50) NOT NULL, DATAPARTITION nvarchar(8) NOT NULL, LOGINDATETIME datetime NOT NULL, RECVERSION int NOT NULL DEFAULT 1, RECID bigint NOT NULL,
                CONSTRAINT I_65006SESSIONIDX PRIMARY KEY CLUSTERED (SESSIONID));
            CREATE TABLE dbo.SYSSERVERSESSIONS (SERVERID int NOT NULL, AOSID nvarchar(50) NOT NULL, INSTANCE_NAME nvarchar(50) NOT NULL, STATUS int NOT NULL, WORKLOAD int NOT NULL,
                LOGINDATETIME datetime NOT NULL, LASTUPDATEDATETIME datetime NOT NULL, RECVERSION int NOT NULL DEFAULT 1, RECID bigint NOT NULL,
                CONSTRAINT I_65005SERVERIDX PRIMARY KEY CLUSTERED (SERVERID));
            CREATE TABLE dbo.BATCHJOB (RECID bigint NOT NULL, CAPTION nvarchar(100) NOT NULL, STATUS int NOT NULL, COMPANY nvarchar(4) NOT NULL, ORIGSTARTDATETIME datetime NOT NULL,
                STARTDATETIME datetime NOT NULL, ENDDATETIME datetime NOT NULL, CREATEDBY nvarchar(8) NOT NULL, RECVERSION int NOT NULL DEFAULT 1, CONSTRAINT I_2096RECID PRIMARY KEY CLUSTERED (RECID));
            CREATE TABLE dbo.BATCH (RECID bigint NOT NULL, BATCHJOBID bigint NOT NULL, STATUS int NOT NULL, GROUPID nvarchar(10) NOT NULL, CLASSNUMBER int NOT NULL, CAPTION nvarchar(100) NOT NULL,
                COMPANY nvarchar(4) NOT NULL, SERVERID nvarchar(50) NOT NULL, SESSIONIDX int NOT NULL, SESSIONLOGINDATETIME datetime NOT NULL, STARTDATETIME datetime NOT NULL, ENDDATETIME datetime NOT NULL,
                RETRYCOUNT int NOT NULL, RECVERSION int NOT NULL DEFAULT 1, CONSTRAINT I_2827RECID PRIMARY KEY CLUSTERED (RECID));
            CREATE TABLE dbo.BATCHGROUP (GROUP_ nvarchar(10) NOT NULL, DESCRIPTION nvarchar(60) NOT NULL, RECVERSION int NOT NULL DEFAULT 1, RECID bigint NOT NULL,
                CONSTRAINT I_2828GROUPIDX PRIMARY KEY CLUSTERED (GROUP_));
            CREATE TABLE dbo.BATCHSERVERGROUP (GROUPID nvarchar(10) NOT NULL, SERVERID nvarchar(50) NOT NULL, RECVERSION int NOT NULL DEFAULT 1, RECID bigint NOT NULL,
                CONSTRAINT I_2829RECID PRIMARY KEY CLUSTERED (RECID));
            CREATE TABLE dbo.BATCHCONSTRAINTS (BATCHID bigint NOT NULL, DEPENDSONBATCHID bigint NOT NULL, EXPECTEDSTATUS int NOT NULL, RECVERSION int NOT NULL DEFAULT 1, RECID bigint NOT NULL,
                CONSTRAINT I_2830RECID PRIMARY KEY CLUSTERED (RECID));
            CREATE TABLE dbo.BATCHJOBHISTORY (RECID bigint NOT NULL, BATCHJOBID bigint NOT NULL, CAPTION nvarchar(100) NOT NULL, STATUS int NOT NULL, COMPANY nvarchar(4) NOT NULL,
                ORIGSTARTDATETIME datetime NOT NULL, STARTDATETIME datetime NOT NULL, ENDDATETIME datetime NOT NULL, BATCHCREATEDBY nvarchar(8) NOT NULL, RECVERSION int NOT NULL DEFAULT 1,
                CONSTRAINT I_2831RECID PRIMARY KEY CLUSTERED (RECID));
            CREATE TABLE dbo.BATCHHISTORY (RECID bigint NOT NULL, BATCHJOBHISTORYID bigint NOT NULL, BATCHJOBID bigint NOT NULL, BATCHID bigint NOT NULL, CAPTION nvarchar(100) NOT NULL, STATUS int NOT NULL,
                COMPANY nvarchar(4) NOT NULL, CLASSNUMBER int NOT NULL, GROUPID nvarchar(10) NOT NULL, SERVERID nvarchar(50) NOT NULL, STARTDATETIME datetime NOT NULL, ENDDATETIME datetime NOT NULL,
                RETRYCOUNT int NOT NULL, RECVERSION int NOT NULL DEFAULT 1, CONSTRAINT I_2832RECID PRIMARY KEY CLUSTERED (RECID));
            """);
        engine.Execute(name, Rows(topology, now));
    }

    private static string Rows(AxTopology topology, DateTime now)
    {
        var sql = new StringBuilder();
        var at = now.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var recId = 5637144576L;
        foreach (var server in topology.Servers)
        {
            sql.AppendLine(CultureInfo.InvariantCulture, $"INSERT INTO dbo.SYSSERVERSESSIONS (SERVERID, AOSID, INSTANCE_NAME, STATUS, WORKLOAD, LOGINDATETIME, LASTUPDATEDATETIME, RECID) VALUES ({server.Id}, N'{server.HostName}@2712', N'01', 1, 0, '{at}', '{at}', {recId++});");
        }

        foreach (var user in topology.Users.Concat(topology.BatchUsers))
        {
            var type = user.Server.IsBatch ? 3 : 0;
            sql.AppendLine(CultureInfo.InvariantCulture, $"INSERT INTO dbo.SYSCLIENTSESSIONS (SESSIONID, SERVERID, STATUS, USERID, CLIENTTYPE, SESSIONTYPE, CLIENTCOMPUTER, DATAPARTITION, LOGINDATETIME, RECID) VALUES ({user.AxSessionId}, {user.Server.Id}, 1, N'{user.UserId}', {type}, {type}, N'{(user.Server.IsBatch ? user.Server.HostName : "PC-" + user.UserId)}', N'initial', '{at}', {recId++});");
        }

        sql.AppendLine(CultureInfo.InvariantCulture, $"INSERT INTO dbo.NUMBERSEQUENCETABLE (NUMBERSEQUENCE, TXT, LOWEST, HIGHEST, NEXTREC, CONTINUOUS, FETCHAHEAD, RECID) VALUES (N'Sale_101', N'Sales order', 1, 999999999, 48213, 1, 0, {recId});");
        return sql.ToString();
    }
}
