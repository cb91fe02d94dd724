// Makes the AX business database on the watched server: the tables a monitor looks at, with the columns, keys and oddities AX gives them.
using System.Globalization;
using System.Text;
using AxMonitor.Sandbox.AxWorkload.Installation.Schema;
using AxMonitor.Sandbox.AxWorkload.Server;
using AxMonitor.Sandbox.SqlEngine.Programs;

namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <summary>Schema and first rows of the AX database.</summary>
internal static class AxDatabase
{
    /// <summary>Creates the database and the model store's when they are missing, with their tables and the rows of sessions and servers.</summary>
    public static void Create(EngineClient engine, string name, string collation, AxTopology topology, DateTime now)
    {
        foreach (var database in new[] { name, ModelStoreName(name) })
        {
            engine.Execute("master", $"IF DB_ID(N'{database}') IS NULL CREATE DATABASE [{database}] COLLATE {collation};");
        }

        engine.Execute(ModelStoreName(name), string.Format(CultureInfo.InvariantCulture, ConfigurationTables.ModelElementScript, $"COLLATE {collation}"));
        foreach (var table in AxSchema.Tables)
        {
            engine.Execute(name, table.Script(collation));
        }

        engine.Execute(name, Rows(topology, now));
    }

    /// <summary>Name of the model store's database.</summary>
    public static string ModelStoreName(string name) => name + "_model";

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

        foreach (var (id, table) in TempDbArea.AxTables)
        {
            sql.AppendLine(CultureInfo.InvariantCulture, $"INSERT INTO dbo.SQLDICTIONARY (TABLEID, FIELDID, ARRAY, NAME, SQLNAME, RECID) VALUES ({id}, 0, 0, N'{table}', N'{table}', {recId++});");
        }

        sql.AppendLine(CultureInfo.InvariantCulture, $"INSERT INTO dbo.NUMBERSEQUENCETABLE (NUMBERSEQUENCE, TXT, LOWEST, HIGHEST, NEXTREC, CONTINUOUS, FETCHAHEAD, RECID) VALUES (N'Sale_101', N'Sales order', 1, 999999999, 48213, 1, 0, {recId});");
        return sql.ToString();
    }
}
