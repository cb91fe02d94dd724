// The rows an expression works on: a dataset, a data region, a group instance, or the cell where a row and a
// column group meet.

using AxMonitor.Sandbox.ReportPortal.Data;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed class DataScope
{
    public DataScope(string? name, IReadOnlyList<ReportRow> rows, DataScope? parent = null, DataScope? columnParent = null)
    {
        Name = name;
        Rows = rows;
        Parent = parent;
        ColumnParent = columnParent;
    }

    public string? Name { get; }

    public IReadOnlyList<ReportRow> Rows { get; }

    public DataScope? Parent { get; }

    /// <summary>For the cell of a matrix: the column group it belongs to.</summary>
    public DataScope? ColumnParent { get; }

    /// <summary>Depth in a recursive group, 0 for its roots.</summary>
    public int Level { get; set; }

    /// <summary>In a recursive group: the instances directly below this one.</summary>
    public List<DataScope> Children { get; } = [];

    /// <summary>The enclosing scope of that name, this one included.</summary>
    public DataScope? Find(string name) =>
        string.Equals(Name, name, StringComparison.Ordinal) ? this : Parent?.Find(name) ?? ColumnParent?.Find(name);

    /// <summary>The outermost data region, which is what the scope Nothing means.</summary>
    public DataScope Outermost => Parent is null ? this : Parent.Outermost;

    /// <summary>The rows of this instance and of all below it.</summary>
    public IEnumerable<ReportRow> RowsWithDescendants() => Rows.Concat(Children.SelectMany(c => c.RowsWithDescendants()));
}
