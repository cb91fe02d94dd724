// Rows of a dataset as the report sees them: values by declared field, whatever order the procedure returned
// them in.

namespace AxMonitor.Sandbox.ReportPortal.Data;

/// <summary>What a procedure returned: column names and rows. SQL NULL is null.</summary>
public sealed record DatasetResult(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows);

/// <summary>A dataset's rows, bound to the fields that the report declares.</summary>
internal sealed class ReportRowSet
{
    private readonly Dictionary<string, int> _columns;

    public ReportRowSet(Rdl.DataSetDefinition definition, DatasetResult result)
    {
        Name = definition.Name;
        Fields = [.. definition.Fields.Select(f => f.Name)];
        _columns = definition.Fields.ToDictionary(
            f => f.Name,
            f =>
                f.Value is not null ? Computed
                : result
                    .Columns.Select((c, i) => (c, i))
                    .Where(c => string.Equals(c.c, f.DataField, StringComparison.OrdinalIgnoreCase))
                    .Select(c => c.i)
                    .FirstOrDefault(-1),
            StringComparer.Ordinal
        );
        Rows = [.. result.Rows.Select(values => new ReportRow(this, values))];
    }

    /// <summary>In place of a column, for a field that the report computes.</summary>
    public const int Computed = int.MaxValue;

    public string Name { get; }

    public IReadOnlyList<string> Fields { get; }

    public IReadOnlyList<ReportRow> Rows { get; }

    /// <summary>The column of a declared field, -1 when the procedure did not return it; null when it is not
    /// declared.</summary>
    public int? Column(string field) => _columns.TryGetValue(field, out var column) ? column : null;
}

internal sealed class ReportRow(ReportRowSet set, object?[] values)
{
    public ReportRowSet Set { get; } = set;

    /// <summary>The field's value; null when the procedure did not return the column.</summary>
    public object? this[string field] =>
        Set.Column(field) switch
        {
            ReportRowSet.Computed => _computed?.GetValueOrDefault(field),
            { } column and >= 0 => values[column],
            _ => null,
        };

    /// <summary>Keeps the value of a field that the report computes.</summary>
    public void Compute(string field, object? value) => (_computed ??= new(StringComparer.Ordinal))[field] = value;

    private Dictionary<string, object?>? _computed;
}
