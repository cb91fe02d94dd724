// The result as people read it (Markdown) and as scripts do (JSON). What differs stands first.
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AxMonitor.Orchestrator.Configuration;

namespace AxMonitor.Orchestrator.Verify;

/// <summary>Writes results.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions JsonFormat = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The whole result as a Markdown document.</summary>
    public static string Markdown(VerifyReport report)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            # AxMonitor {Version} on {Server(report)}

            {report.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {report.Elapsed.TotalSeconds:0} s. {Conclusion(report)}

            | check | as promised | differs | not judged | s |
            |---|---:|---:|---:|---:|

            """
        );
        foreach (var result in report.Results)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {result.Check} | {result.Count(Verdict.AsPromised)} | {result.Count(Verdict.Differs)} | {result.Count(Verdict.NotJudged)} | {result.ElapsedMs / 1000:0.0} |\n"
            );
        }

        text.Append("\n## What differs from what the sandbox promises\n\n");
        if (report.Differences.Count == 0)
        {
            text.Append("Nothing.\n");
        }

        foreach (var (check, row) in report.Differences)
        {
            text.Append(CultureInfo.InvariantCulture, $"- **{Line(check)}**, {Line(row.Subject)}: {Line(row.Finding)}\n");
        }

        foreach (var left in report.Left)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{Line(left)}\n");
        }

        foreach (var result in report.Results)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {result.Check}\n\n{result.Explanation}\n\n| what | | finding | ms |\n|---|---|---|---:|\n");
            foreach (var row in result.Rows)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {Cell(row.Subject)} | {Word(row.Verdict)} | {Cell(row.Finding)} | {row.Ms:0} |\n"
                );
            }
        }

        return text.ToString();
    }

    /// <summary>The same as one JSON document.</summary>
    public static string Json(VerifyReport report) =>
        JsonSerializer.Serialize(
            new
            {
                Version,
                Server = Server(report),
                Database = report.Request.DatabaseName,
                report.Request.IsKept,
                StartedAt = report.StartedAt.UtcDateTime,
                ElapsedMs = (long)report.Elapsed.TotalMilliseconds,
                report.IsComplete,
                DifferenceCount = report.Differences.Count,
                NotJudgedCount = report.NotJudged.Count,
                Checks = report.Results,
                report.Left,
                report.ExitCode,
            },
            JsonFormat
        );

    /// <summary>What it comes to, in a sentence.</summary>
    public static string Conclusion(VerifyReport report) =>
        (report.IsComplete ? "" : "It was interrupted: what follows is not all. ")
        + (
            report.Differences.Count switch
            {
                0 => "Nothing differs from what the sandbox promises",
                1 => "One thing differs from what the sandbox promises",
                var count => $"{count} things differ from what the sandbox promises",
            }
        )
        + (report.NotJudged.Count == 0 ? "." : $"; {report.NotJudged.Count} could not be judged.")
        + (report.Request.IsKept ? $" The database {report.Request.DatabaseName} was kept." : "");

    /// <summary>A verdict as it stands in the result.</summary>
    public static string Word(Verdict verdict) =>
        verdict switch
        {
            Verdict.AsPromised => "ok",
            Verdict.Differs => "**differs**",
            Verdict.NotJudged => "?",
            _ => "",
        };

    private static string Version => typeof(ResultFile).Assembly.GetName().Version!.ToString(3);

    private static string Server(VerifyReport report) =>
        ConnectionStrings.Describe(
            new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(report.Request.ConnectionString)
            {
                InitialCatalog = "",
            }.ConnectionString
        );

    private static string Line(string text) => text.ReplaceLineEndings(" ").Replace("*", @"\*", StringComparison.Ordinal);

    private static string Cell(string text) => Line(text).Replace("|", @"\|", StringComparison.Ordinal);
}
