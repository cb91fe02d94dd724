// The connection that DbUp works on: one session for the whole deployment, which holds the lock against a
// second deployment until it is closed.

using System.Data;
using System.Text.RegularExpressions;
using DbUp.Engine.Transactions;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Deploy;

internal sealed partial class DeploymentConnections(Func<IDbConnection> open)
    : DatabaseConnectionManager(new DelegateConnectionFactory(_ => open()))
{
    /// <summary>Between batches of a script, as sqlcmd has it.</summary>
    public const string Separator = "\nGO\n";

    public override IEnumerable<string> SplitScriptIntoCommands(string scriptContents) => BatchSeparator().Split(scriptContents);

    /// <summary>Opens a session with the options that the scripts need.</summary>
    public static SqlConnection Open(string connectionString)
    {
        // Without a pool: closing ends the session, and with it the lock.
        SqlConnection connection = new(new SqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = JournalSql.SessionOptions;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    [GeneratedRegex(
        @"^[ \t]*GO[ \t]*\r?$\n?",
        RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex BatchSeparator();
}
