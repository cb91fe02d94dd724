// Where each variable of a batch or module lives in its frame. Variables have the scope of the whole module,
// wherever they are declared.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>A table variable or table-valued parameter.</summary>
internal sealed record TableVariable(string Name, int Slot, TableDef Definition, bool IsReadOnly);

/// <summary>The variables of one module by name (with @).</summary>
internal sealed class VariableLayout
{
    private readonly Dictionary<string, VariableInfo> _scalars = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, TableVariable> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _cursors = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<TableVariable> _tableList = [];

    public int ScalarCount => _scalars.Count;

    public IReadOnlyList<TableVariable> Tables => _tableList;

    public VariableInfo? FindScalar(string name) => _scalars.GetValueOrDefault(name);

    public TableVariable? FindTable(string name) => _tables.GetValueOrDefault(name);

    public bool HasCursor(string name) => _cursors.ContainsKey(name);

    public bool Contains(string name) => _scalars.ContainsKey(name) || _tables.ContainsKey(name) || _cursors.ContainsKey(name);

    public VariableInfo AddScalar(string name, SqlType type)
    {
        CheckNew(name);
        var info = new VariableInfo(_scalars.Count, type);
        _scalars.Add(name, info);
        return info;
    }

    public TableVariable AddTable(string name, TableDef definition, bool isReadOnly)
    {
        CheckNew(name);
        var table = new TableVariable(name, _tableList.Count, definition, isReadOnly);
        _tables.Add(name, table);
        _tableList.Add(table);
        return table;
    }

    public void AddCursor(string name)
    {
        CheckNew(name);
        _cursors.Add(name, _cursors.Count);
    }

    private void CheckNew(string name)
    {
        if (Contains(name))
        {
            throw ProgramErrors.DuplicateVariable(name);
        }
    }
}
