// Which errors of the repository are worth another try: the connection broke, the server is starting or busy,
// or we were the victim of a deadlock. Anything else would fail the same way again.
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Repository;

/// <summary>Classification of SQL errors.</summary>
public static class TransientErrors
{
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
        1205, // deadlock victim
        1204,
        1222, // no lock memory, lock time-out
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
        error.Class >= 20 || error.Errors.Cast<SqlError>().Any(e => Numbers.Contains(e.Number));

    /// <summary>Whether the server answered, and refused this statement for good. A refused login (184xx) is
    /// none: nothing has been judged yet.</summary>
    public static bool IsRefusal(SqlException error) =>
        error is { Number: > 0 and not (>= 18400 and < 18500), Class: >= 11 and <= 16 } && !IsTransient(error);

    /// <summary>Whether the server did not answer in time.</summary>
    public static bool IsTimeout(SqlException error) => error.Number == -2;
}
