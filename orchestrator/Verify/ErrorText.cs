// An error of the server as it may stand in the result: number and text, without values that may be
// data of the server.
using System.Text.RegularExpressions;
using AxMonitor.Orchestrator.Collect;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify;

/// <summary>Texts of errors.</summary>
internal static partial class ErrorText
{
    private const int Longest = 400;

    // Their texts name objects, columns, permissions and collations, never values of rows.
    private static readonly HashSet<int> NameNamesOnly =
    [
        102, 156, 195, 201, 207, 208, 209, 229, 230, 262, 297, 300, 371, 468, 911, 916, 942, 1088, 1205, 1222, 1945, 1946,
        2571, 2760, 2812, 3702, 3906, 3908, 3701, 4060, 4104, 4121, 4701, 5011, 5061, 5064, 8623, 8631, 8632, 15007, 15151,
        15247, 15404, 15517, 18456, 25718, 25722,
    ];

    /// <summary>Number and text of an exception.</summary>
    public static string Of(Exception exception) =>
        exception switch
        {
            SqlException sql => Of(sql),
            SourceUnreachableException { InnerException: SqlException inner } => "the server could not be reached: " + Of(inner),
            { InnerException: SqlException inner } => Of(inner),
            _ => Short(exception.Message),
        };

    /// <summary>The error numbers of an exception.</summary>
    public static IReadOnlyList<int> NumbersOf(Exception? exception) =>
        exception is null ? []
        : (exception as SqlException ?? exception.InnerException as SqlException) is { } sql
            ? [.. sql.Errors.Cast<SqlError>().Where(e => e.Class > 10).Select(e => e.Number).Distinct()]
        : [];

    private static string Of(SqlException exception)
    {
        var isName =
            NameNamesOnly.Contains(exception.Number) || exception.Number is >= 50000 and < 51000 || exception.Number < 0;
        var text = exception.Message.ReplaceLineEndings("\n").Split('\n')[0].Trim();
        return exception.Number == -2
            ? "timed out"
            : $"error {exception.Number}: {Short(isName ? text : Value().Replace(text, "…"))}";
    }

    /// <summary>A text in one line of limited length.</summary>
    public static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= Longest ? line : line[..Longest] + "…";
    }

    [GeneratedRegex("""'[^']*'|"[^"]*"|(?<=\()[^)]*(?=\))|<[^>]*>""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Value();
}
