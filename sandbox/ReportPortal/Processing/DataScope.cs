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

    /// <summary>In the order shown, once a data region has sorted and grouped them.</summary>
    public IReadOnlyList<ReportRow> Rows { get; private set; }

    public DataScope? Parent { get; }

    /// <summary>For the cell of a matrix: the column group it belongs to.</summary>
    public DataScope? ColumnParent { get; }

    /// <summary>Depth in a recursive group, 0 for its roots.</summary>
    public int Level { get; set; }

    /// <summary>In a recursive group: the instances directly below this one.</summary>
    public List<DataScope> Children { get; } = [];

    /// <summary>Puts the rows in the order in which a region shows them; those it does not show come
    /// last.</summary>
    public void ShowInOrder(IEnumerable<ReportRow> shown)
    {
        var own = Rows.ToHashSet();
        Rows = [.. shown.Concat(Rows).Where(own.Contains).Distinct()];
    }

    /// <summary>The enclosing scope of that name, this one included.</summary>
    public DataScope? Find(string name) =>
        string.Equals(Name, name, StringComparison.Ordinal) ? this : Parent?.Find(name) ?? ColumnParent?.Find(name);

    /// <summary>The outermost data region, which is what the scope Nothing means.</summary>
    public DataScope Outermost => Parent is null ? this : Parent.Outermost;

    /// <summary>The rows of this instance and of all below it.</summary>
    public IEnumerable<ReportRow> RowsWithDescendants() => Rows.Concat(Children.SelectMany(c => c.RowsWithDescendants()));
}
