// Which errors are worth another try. At the repository: the connection broke, the server is starting or
// busy, or somebody else was at the same rows. At a watched server the last alone, because one in trouble is
// not asked more often. Anything else would fail the same way again.
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Repository;

/// <summary>Classification of SQL errors.</summary>
public static class TransientErrors
{
    /// <summary>Somebody else was at the same rows, and is done in a moment. In T-SQL these are in
    /// lib.PassingError, and for collectors in Shared/SessionSettings.sql.</summary>
    private static readonly Dictionary<int, string> AtTheSameRows = new()
    {
        [601] = "Rows moved while they were read without locks.",
        [1204] = "The server had no memory for locks.",
        [1205] = "It was the victim of a deadlock.",
        [1222] = "What it reads was locked.",
    };

    private static readonly HashSet<int> Numbers =
    [
        -1,
        0,
        2,
        20,
        53,
        64,
        121,
        233,
        258, // connection refused, broken or reset, on Windows and Linux
        10053,
        10054,
        10060,
        10061,
        11001,
        26,
        40,
        4060,
        17187,
        18401, // database or server not yet online
        701,
        8628,
        8645,
        8651, // memory grants
        921,
        922,
        923,
        927,
        978,
        983,
        6005,
        17142, // recovering, restoring, shutting down, paused
        40197,
        40501,
        40613,
        49918,
        49919,
        49920,
    ];

    /// <summary>Whether another try may succeed.</summary>
    public static bool IsTransient(SqlException error) =>
        error.Class >= 20
        || error.Errors.Cast<SqlError>().Any(e => Numbers.Contains(e.Number) || AtTheSameRows.ContainsKey(e.Number));

    /// <summary>What kept a batch from reading a watched server for a moment, in plain words; null where it
    /// was something that does not pass.</summary>
    public static string? PassingAtSource(SqlException error) =>
        error.Class < 20 && AtTheSameRows.TryGetValue(error.Number, out var words) ? words : null;

    /// <summary>Whether the server answered, and refused this statement for good. A refused login (184xx) is
    /// none: nothing has been judged yet.</summary>
    public static bool IsRefusal(SqlException error) =>
        error is { Number: > 0 and not (>= 18400 and < 18500), Class: >= 11 and <= 16 } && !IsTransient(error);

    /// <summary>Whether the server did not answer in time.</summary>
    public static bool IsTimeout(SqlException error) => error.Number == -2;
}
