// The indexes of the simulated AX database with the sizes their tables would have in life: the engine holds a few rows of each.
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Indexes by table, known once the database is made.</summary>
internal sealed class AxIndexes
{
    /// <summary>Rows of the tables a company of this size has, in thousands. Others have what their number says.</summary>
    private static readonly Dictionary<string, double> ThousandRows = new(StringComparer.OrdinalIgnoreCase)
    {
        ["INVENTTRANS"] = 38_400, ["INVENTTRANSORIGIN"] = 21_700, ["GENERALJOURNALACCOUNTENTRY"] = 54_200, ["SALESLINE"] = 9_600, ["SALESTABLE"] = 2_150, ["CUSTTRANS"] = 4_800, ["INVENTSUM"] = 3_300,
        ["INVENTDIM"] = 2_900, ["LEDGERJOURNALTRANS"] = 12_500, ["REQTRANS"] = 6_400, ["SYSDATABASELOG"] = 17_800, ["EVENTINBOX"] = 5_200, ["BATCHHISTORY"] = 2_400, ["BATCHJOBHISTORY"] = 820,
        ["PURCHTABLE"] = 610, ["CUSTTABLE"] = 96, ["ECORESPRODUCT"] = 210, ["INVENTSUMDELTA"] = 45, ["SYSTRACETABLESQL"] = 740, ["SYSUSERLOG"] = 480,
    };

    /// <summary>All of them.</summary>
    public IReadOnlyList<AxIndex> All { get; private set; } = [];

    /// <summary>Reads them from the engine's catalog.</summary>
    public void Read(EngineClient client, string databaseName) => All =
    [
        .. client.Execute(databaseName, """
            SELECT t.object_id, t.name, i.index_id, i.name
            FROM sys.tables AS t
            INNER JOIN sys.indexes AS i ON i.object_id = t.object_id
            WHERE i.index_id > 0;
            """)
            .Select(r => new AxIndex((int)r[0].AsInt64(), r[1].AsString(), (int)r[2].AsInt64(), r[3].AsString(), RowsOf(r[1].AsString()))),
    ];

    private static long RowsOf(string table) => ThousandRows.TryGetValue(table, out var thousands) ? (long)(thousands * 1000) : 40 + (Hash(table) % 3000);

    /// <summary>A number that belongs to a name, in every run the same.</summary>
    public static int Hash(string name)
    {
        var hash = 17;
        foreach (var c in name)
        {
            hash = unchecked((hash * 31) + c);
        }

        return hash & int.MaxValue;
    }
}
