// Where a text stands: in a row of a dataset, beside one, or in no data at all. It knows how a field is
// written there, and refuses unknown names.

namespace AxMonitor.Reports.Rdl;

/// <summary>The place of an expression.</summary>
/// <param name="Place">What to call it in a message.</param>
/// <param name="InRow">Inside a table or chart of the dataset; outside, a field means the first
/// row's.</param>
internal sealed record Scope(string Place, DataSet? Data, bool InRow, IReadOnlyCollection<string> Parameters)
{
    public Scope Of(DataSet data, string name, bool inRow) =>
        this with
        {
            Place = $"{Place}, {name}",
            Data = data,
            InRow = inRow,
        };

    public string Field(string name)
    {
        Check(name);
        return InRow ? Vb.Field(name) : $"First({Vb.Field(name)}, \"{Data!.Name}\")";
    }

    /// <summary>An aggregate over the rows at hand; no rows count as zero.</summary>
    public string Aggregate(string function, string field)
    {
        Check(field);
        return $"CLng({function}({Vb.Field(field)}{Rows(", ")}))";
    }

    /// <summary>How many rows, or how many with a value in a field.</summary>
    public string Count(string? field, string? value)
    {
        if (field is null)
        {
            return $"CountRows({Rows("")})";
        }

        Check(field);
        return $"CLng(Sum(IIf({Vb.Field(field)} = {Vb.Literal(value!)}, 1, 0){Rows(", ")}))";
    }

    public string Parameter(string name) =>
        Parameters.Contains(name)
            ? $"Parameters!{name}.Value"
            : throw new ReportDefinitionException($"{Place}: there is no parameter {name}.");

    public bool Has(string field) => Data?.Fields.Contains(field) == true;

    private string Rows(string separator) => InRow ? "" : $"{separator}\"{Data!.Name}\"";

    private void Check(string field)
    {
        if (!Has(field))
        {
            throw new ReportDefinitionException(
                Data is null
                    ? $"{Place}: {{{field}}} stands where there is no dataset."
                    : $"{Place}: dataset {Data.Name} has no field {field}."
            );
        }
    }
}
