// The part of an address behind the question mark: parameters of the report, and a sort.

using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using AxMonitor.Sandbox.ReportPortal.Rendering;
using Microsoft.AspNetCore.Http;

namespace AxMonitor.Sandbox.ReportPortal.Server;

internal static class ReportQuery
{
    /// <summary>Throws <see cref="BadParameterException"/> when a parameter is given twice that holds one
    /// value.</summary>
    public static ReportRequest Of(ReportDefinition report, IQueryCollection query)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal);
        var several = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (key, values) in query)
        {
            if (
                key.StartsWith("rs:", StringComparison.OrdinalIgnoreCase)
                || key.StartsWith("rc:", StringComparison.OrdinalIgnoreCase)
                || string.Equals(key, "tablix", StringComparison.Ordinal)
            )
            {
                continue;
            }

            if (key.EndsWith(PortalLinks.NullSuffix, StringComparison.OrdinalIgnoreCase))
            {
                parameters[key[..^PortalLinks.NullSuffix.Length]] = null;
                continue;
            }

            if (report.Parameters.Any(p => p.IsMultiValue && string.Equals(p.Name, key, StringComparison.Ordinal)))
            {
                // A form without a list of choices sends a value a line.
                several[key] =
                [
                    .. values.SelectMany(v =>
                        (v ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    ),
                ];
                continue;
            }

            if (values.Count > 1)
            {
                throw new BadParameterException(key, string.Join(", ", values.ToArray()), "one value");
            }

            // A list's entry for "nothing" is sent as a blank, because an empty text stands for the default.
            var isBlank =
                values[0] is " "
                && report.Parameters.FirstOrDefault(p => string.Equals(p.Name, key, StringComparison.Ordinal))
                    is { Nullable: true };
            parameters[key] = isBlank ? null : values[0];
        }

        var sort = query[PortalLinks.Sort].ToString();
        return sort.Length == 0
            ? new ReportRequest(parameters) { Several = several }
            : new ReportRequest(parameters, sort.TrimStart('-'), sort.StartsWith('-')) { Several = several };
    }
}
