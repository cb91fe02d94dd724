// The indexes of the simulated AX database with the sizes their tables would have in life: the engine holds a
// few rows of each.
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Indexes by table, known once the database is made.</summary>
internal sealed class AxIndexes
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<AxIndex> All { get; private set; } = [];

    /// <summary>Reads them from the engine's catalog.</summary>
    public void Read(EngineClient client, string databaseName) =>
        All = [
            .. client
                .Execute(
                    databaseName,
                    """
                    SELECT t.object_id, t.name, i.index_id, i.name
                    FROM sys.tables AS t
                    INNER JOIN sys.indexes AS i ON i.object_id = t.object_id
                    WHERE i.index_id > 0;
                    """
                )
                .Select(r => new AxIndex(
                    (int)r[0].AsInt64(),
                    r[1].AsString(),
                    (int)r[2].AsInt64(),
                    r[3].AsString(),
                    SizeArea.RowsAtFirst(r[1].AsString())
                )),
        ];

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
