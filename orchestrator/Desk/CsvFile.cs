// Lists as CSV. A cell that a spreadsheet would take for a formula is marked as text: what was collected may
// begin with anything.
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Makes CSV files.</summary>
public static class CsvFile
{
    /// <summary>A file to be saved, UTF-8 with a byte order mark.</summary>
    public static FileContentResult Of(string name, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        var text = new StringBuilder("\uFEFF");
        text.AppendJoin(',', columns.Select(Cell)).Append("\r\n");
        foreach (var row in rows)
        {
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        }

        return new FileContentResult(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8")
        {
            FileDownloadName = name,
        };
    }

    /// <summary>One cell.</summary>
    internal static string Cell(object? value)
    {
        var text = value switch
        {
            null => "",
            DateTime at => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            bool yes => yes ? "1" : "0",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
        if (value is string && text.TrimStart() is ['=' or '+' or '-' or '@', ..] or ['\t' or '\r' or '\n', ..])
        {
            text = "'" + text;
        }

        return text.IndexOfAny(['"', ',', '\r', '\n', ';']) >= 0
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }
}
