// Writes the rows behind a tablix, in the order shown, as CSV (RFC 4180, UTF-8 with a mark so that Excel
// reads it right).

using System.Globalization;
using System.Text;
using AxMonitor.Sandbox.ReportPortal.Processing;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class CsvRenderer
{
    public static string Render(RenderedTablix tablix)
    {
        var csv = new StringBuilder();
        csv.AppendJoin(',', tablix.FieldNames.Select(Quoted)).Append("\r\n");
        foreach (var row in tablix.FieldRows)
        {
            csv.AppendJoin(',', row.Select(Value)).Append("\r\n");
        }

        return csv.ToString();
    }

    private static string Value(object? value) =>
        value switch
        {
            null => "",
            DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture),
            byte[] bytes => "0x" + Convert.ToHexString(bytes),
            string text => Quoted(Harmless(text)),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => Quoted(value.ToString() ?? ""),
        };

    /// <summary>A spreadsheet takes text that begins so for a formula; an apostrophe keeps it text.</summary>
    private static string Harmless(string text) =>
        text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
