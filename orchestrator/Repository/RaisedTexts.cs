// What the repository's procedures say while they run (RAISERROR of a text, severity 10), without the
// server's own messages, such as that an aggregate met a NULL.
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Repository;

/// <summary>Picks a procedure's own texts out of a connection's messages.</summary>
internal static class RaisedTexts
{
    private const int Number = 50000;

    /// <summary>The texts of one packet of messages, in their order.</summary>
    public static IEnumerable<string> Of(SqlInfoMessageEventArgs messages) =>
        messages.Errors.Cast<SqlError>().Where(e => e.Number == Number).Select(e => e.Message);
}
