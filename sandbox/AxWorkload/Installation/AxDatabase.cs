// Makes the AX business database and the model store on the watched server, with the rows that stay as they
// are: companies, users, servers, groups, dictionary.
using System.Globalization;
using System.Text;
using AxMonitor.Sandbox.AxWorkload.Installation.Schema;
using AxMonitor.Sandbox.AxWorkload.Load;
using AxMonitor.Sandbox.AxWorkload.Server;

namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <summary>Schema and first rows of the AX database.</summary>
internal static class AxDatabase
{
    /// <summary>Length of Query Store's intervals.</summary>
    public const int QueryStoreIntervalMinutes = 15;

    private const int ClassElement = 45;
    private const int TableElement = 44;

    /// <summary>Creates both databases when they are missing, with their tables.</summary>
    public static void Create(EngineClient engine, string name, string collation)
    {
        foreach (var database in new[] { name, ModelStoreName(name) })
        {
            engine.Execute("master", $"IF DB_ID(N'{database}') IS NULL CREATE DATABASE [{database}] COLLATE {collation};");
        }

        engine.Execute(
            ModelStoreName(name),
            string.Format(CultureInfo.InvariantCulture, ConfigurationTables.ModelElementScript, $"COLLATE {collation}")
        );
        engine.Execute(ModelStoreName(name), ModelElements());
        engine.Execute("master", $"ALTER DATABASE [{name}] SET READ_COMMITTED_SNAPSHOT ON;");
        engine.Execute(
            "master",
            string.Create(
                CultureInfo.InvariantCulture,
                $"ALTER DATABASE [{name}] SET QUERY_STORE = ON (OPERATION_MODE = READ_WRITE, INTERVAL_LENGTH_MINUTES = {QueryStoreIntervalMinutes}, MAX_STORAGE_SIZE_MB = 1024);"
            )
        );
        engine.Execute(name, string.Join('\n', AxSchema.Tables.Select(t => t.Script(collation))));
    }

    /// <summary>Name of the model store's database.</summary>
    public static string ModelStoreName(string name) => name + "_model";

    /// <summary>The rows that stay as they are.</summary>
    public static AxChanges FixedRows(AxTopology topology)
    {
        var rows = new AxChanges();
        rows.Add(
            ConfigurationTables.Partitions,
            ConfigurationTables
                .Partitions.NewRow()
                .Set("PARTITIONKEY", "initial")
                .Set("NAME", "Initial Partition")
                .Set("RECID", AxTable.FirstRecId)
        );
        for (var i = 0; i < AxCompany.All.Count; i++)
        {
            var company = AxCompany.All[i];
            rows.Add(
                ConfigurationTables.DataArea,
                ConfigurationTables
                    .DataArea.NewRow()
                    .Set("ID", company.Id)
                    .Set("NAME", company.Name)
                    .Set("RECID", AxTable.FirstRecId + i)
            );
        }

        AddPeople(rows, topology);
        AddServers(rows, topology);
        AddDictionary(rows);
        return rows;
    }

    private static void AddPeople(AxChanges rows, AxTopology topology)
    {
        foreach (var person in topology.People)
        {
            rows.Add(SessionTables.UserInfo, UserInfo(person.UserId, person.Name, person.Sid, person.Company, person.Number));
        }

        for (var i = 0; i < AxPeople.ServiceAccounts.Count; i++)
        {
            var account = AxPeople.ServiceAccounts[i];
            rows.Add(
                SessionTables.UserInfo,
                UserInfo(
                    account,
                    account,
                    $"S-1-5-21-1343024091-879983540-3725123457-{900 + i}",
                    AxCompany.All[0],
                    topology.People.Count + i
                )
            );
        }
    }

    private static AxRow UserInfo(string id, string name, string sid, AxCompany company, int number) =>
        SessionTables
            .UserInfo.NewRow()
            .Set("ID", id)
            .Set("NAME", name)
            .Set("NETWORKALIAS", id.ToLowerInvariant())
            .Set("NETWORKDOMAIN", "contoso.example")
            .Set("SID", sid)
            .Set("ENABLE", 1)
            .Set("COMPANY", company.Id)
            .Set("LANGUAGE", company.Language)
            .Set("DEBUGINFO", 12)
            .Set("RECID", AxTable.FirstRecId + number);

    private static void AddServers(AxChanges rows, AxTopology topology)
    {
        rows.Add(
            SessionTables.ClusterConfig,
            SessionTables
                .ClusterConfig.NewRow()
                .Set("CLUSTERNAME", "Non Load Balanced AOS Instances")
                .Set("RECID", AxTable.FirstRecId)
        );
        foreach (var server in topology.Servers)
        {
            rows.Add(
                SessionTables.ServerConfig,
                SessionTables
                    .ServerConfig.NewRow()
                    .Set("SERVERID", server.BatchName)
                    .Set("ENABLEBATCH", server.IsBatch ? 1 : 0)
                    .Set("MAXSESSIONS", 2000)
                    .Set("CLUSTERREFRECID", AxTable.FirstRecId)
                    .Set("RECID", AxTable.FirstRecId + server.Id)
            );
        }

        var id = AxTable.FirstRecId;
        foreach (var (group, description) in BatchClasses.Groups)
        {
            rows.Add(
                BatchTables.BatchGroup,
                BatchTables.BatchGroup.NewRow().Set("GROUP_", group).Set("DESCRIPTION", description).Set("RECID", id++)
            );
            foreach (var server in topology.Servers.Where(s => BatchServers.Works(s, group)))
            {
                rows.Add(
                    BatchTables.BatchServerGroup,
                    BatchTables
                        .BatchServerGroup.NewRow()
                        .Set("GROUPID", group)
                        .Set("SERVERID", server.BatchName)
                        .Set("RECID", id++)
                );
            }
        }

        rows.Add(BatchTables.BatchGlobal, BatchTables.BatchGlobal.NewRow().Set("RECID", AxTable.FirstRecId));
    }

    private static void AddDictionary(AxChanges rows)
    {
        var (id, sequence) = (AxTable.FirstRecId, 0);
        foreach (var table in AxSchema.Tables)
        {
            rows.Add(ConfigurationTables.SqlDictionary, Entry(table, 0, table.Name, id++));
            for (var i = 0; i < table.Columns.Count; i++)
            {
                rows.Add(ConfigurationTables.SqlDictionary, Entry(table, 1 + i, table.Columns[i].Name, id++));
            }

            rows.Add(
                ConfigurationTables.SystemSequences,
                ConfigurationTables
                    .SystemSequences.NewRow()
                    .Set("NEXTVAL", AxTable.FirstRecId + (250 * ++sequence))
                    .Set("MINVAL", 1)
                    .Set("MAXVAL", long.MaxValue)
                    .Set("NAME", "SEQNO")
                    .Set("TABID", table.TableId)
                    .Set("DATAAREAID", "dat")
                    .Set("RECID", id++)
            );
        }

        foreach (var (table, name) in TempDbArea.AxTables)
        {
            rows.Add(
                ConfigurationTables.SqlDictionary,
                ConfigurationTables
                    .SqlDictionary.NewRow()
                    .Set("TABLEID", table)
                    .Set("FIELDID", 0)
                    .Set("NAME", name)
                    .Set("SQLNAME", name)
                    .Set("RECID", id++)
            );
        }

        foreach (
            var (name, value) in new[]
            {
                ("DATAAREAIDLITERAL", "0"),
                ("PARTITIONLITERAL", "0"),
                ("DEFAULTQUERYTIMELIMIT", "5000"),
                ("TEMPDBTABLESPERCONNECTION", "50"),
            }
        )
        {
            rows.Add(
                ConfigurationTables.GlobalConfiguration,
                ConfigurationTables.GlobalConfiguration.NewRow().Set("NAME", name).Set("VALUE", value).Set("RECID", id++)
            );
        }
    }

    private static AxRow Entry(AxTable table, int field, string name, long id) =>
        ConfigurationTables
            .SqlDictionary.NewRow()
            .Set("TABLEID", table.TableId)
            .Set("FIELDID", field)
            .Set("NAME", name)
            .Set("SQLNAME", name)
            .Set("RECID", id);

    // Customised classes stand in more than one layer: the same number, several rows.
    private static string ModelElements()
    {
        var (sql, handle) = (
            new StringBuilder(
                "INSERT INTO dbo.MODELELEMENT (ELEMENTHANDLE, ROOTHANDLE, PARENTHANDLE, ELEMENTTYPE, NAME, AXID) VALUES "
            ),
            5000
        );
        foreach (
            var (type, name, axId) in BatchClasses
                .All.Select((c, i) => (c, i))
                .SelectMany(c => Enumerable.Repeat((ClassElement, c.c.Name, c.c.Number), c.i % 9 == 0 ? 2 : 1))
                .Concat(AxSchema.Tables.Select(t => (TableElement, t.Name, t.TableId)))
        )
        {
            sql.Append(handle == 5000 ? "" : ", ")
                .Append(CultureInfo.InvariantCulture, $"({++handle}, {handle}, 0, {type}, N'{name}', {axId})");
        }

        return sql.Append(';').ToString();
    }
}
