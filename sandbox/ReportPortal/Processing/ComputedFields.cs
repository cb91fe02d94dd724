// Fills in the fields that a report computes from those of its query, once the rows are there.

using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal static class ComputedFields
{
    /// <summary>Each from those before it; one that fails has no value.</summary>
    public static void Fill(ReportRowSet set, DataSetDefinition definition, Evaluator evaluator)
    {
        foreach (var field in definition.Fields)
        {
            if (field.Value is not { } expression)
            {
                continue;
            }

            foreach (var row in set.Rows)
            {
                var (value, error) = evaluator.Evaluate(expression, new DataPlace(null, row));
                row.Compute(field.Name, error is null ? value : null);
            }
        }
    }
}
