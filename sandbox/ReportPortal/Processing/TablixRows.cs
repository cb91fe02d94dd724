// The rows of data behind a tablix, in the order in which it shows them.

using AxMonitor.Sandbox.ReportPortal.Data;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal static class TablixRows
{
    /// <summary>
    /// RowNumber, First, Last and their like count the rows as they are shown: sorted, in their groups.
    /// </summary>
    public static void ShowInOrder(List<TablixLeaf> rows, DataScope region)
    {
        var shown = rows.Select(r => r.Place.Row).OfType<ReportRow>().Distinct().ToList();
        if (shown.Count == 0)
        {
            return;
        }

        HashSet<DataScope> done = [];
        foreach (var row in rows)
        {
            // A detail row's own scope holds it alone.
            for (var scope = row.Place.Scope; scope is not null && done.Add(scope); scope = scope.Parent)
            {
                if (scope.Rows.Count > 1)
                {
                    scope.ShowInOrder(shown);
                }

                if (ReferenceEquals(scope, region))
                {
                    break;
                }
            }
        }
    }

    /// <summary>The rows in the order shown, each once: what the CSV export writes.</summary>
    public static (IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<object?>> Rows) Fields(
        DataScope region,
        List<TablixLeaf> leaves
    )
    {
        if (region.Rows.Count == 0)
        {
            return ([], []);
        }

        var names = region.Rows[0].Set.Fields;
        var ordered = new List<ReportRow>();
        var seen = new HashSet<ReportRow>();
        foreach (
            var row in leaves
                .Where(l => !l.IsHeader)
                .SelectMany(l => l.Place.Row is { } single ? [single] : l.Place.Scope!.Rows)
                .Concat(region.Rows)
        )
        {
            if (seen.Add(row))
            {
                ordered.Add(row);
            }
        }

        return (names, [.. ordered.Select(r => (IReadOnlyList<object?>)[.. names.Select(n => r[n])])]);
    }
}
