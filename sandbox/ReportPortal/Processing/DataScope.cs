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

    /// <summary>In a group by expressions: their values for this instance.</summary>
    public IReadOnlyList<object?>? Key { get; init; }

    /// <summary>The instances of the groups directly inside, in the order shown.</summary>
    public List<DataScope> Inner { get; } = [];

    /// <summary>The instance of the same group that is shown before this one; null for the first.</summary>
    public DataScope? Previous { get; private set; }

    /// <summary>Tells each instance of the groups inside which one comes before it.</summary>
    public void LinkPrevious() => LinkPrevious(new Dictionary<string, DataScope>(StringComparer.Ordinal));

    private void LinkPrevious(Dictionary<string, DataScope> last)
    {
        foreach (var instance in Inner)
        {
            if (instance.Name is { } name)
            {
                instance.Previous = last.GetValueOrDefault(name);
                last[name] = instance;
            }

            instance.LinkPrevious(last);
        }
    }

    /// <summary>Puts the rows in the order in which a region shows them; those it does not show come
    /// last.</summary>
    public void ShowInOrder(IEnumerable<ReportRow> shown)
    {
        var own = Rows.ToHashSet();
        Rows = [.. shown.Concat(Rows).Where(own.Contains).Distinct()];
    }

    /// <summary>The cell where an instance of a row group and one of a column group meet.</summary>
    public static DataScope Meet(DataScope row, DataScope column)
    {
        var inColumn = column.Rows.ToHashSet();
        return new DataScope(null, [.. row.Rows.Where(inColumn.Contains)], row, column);
    }

    /// <summary>The enclosing scope of that name, this one included.</summary>
    public DataScope? Find(string name) =>
        string.Equals(Name, name, StringComparison.Ordinal) ? this : Parent?.Find(name) ?? ColumnParent?.Find(name);

    /// <summary>The outermost data region, which is what the scope Nothing means.</summary>
    public DataScope Outermost => Parent is null or { IsDataSet: true } ? this : Parent.Outermost;

    /// <summary>Whether it is a dataset as a whole, which encloses the regions of a report that has no
    /// other.</summary>
    public bool IsDataSet { get; init; }

    /// <summary>The rows of this instance and of all below it.</summary>
    public IEnumerable<ReportRow> RowsWithDescendants() => Rows.Concat(Children.SelectMany(c => c.RowsWithDescendants()));
}
