// Which columns a statement reads and writes, asked for only where permissions on columns decide.
namespace AxMonitor.Engine.Programs.Modules;

/// <summary>Columns by the full name of their table or view.</summary>
internal sealed class ColumnUse
{
    public HashSet<(string Name, string Column)> Reads { get; } = [];

    public HashSet<(string Name, string Column)> Writes { get; } = [];
}
