// The connection that DbUp works on: one session for the whole deployment, which holds the lock against a
// second deployment until it is closed.

using System.Data;
using DbUp.Engine.Transactions;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Deploy;

internal sealed class DeploymentConnections(Func<IDbConnection> open)
    : DatabaseConnectionManager(new DelegateConnectionFactory(_ => open()))
{
    public override IEnumerable<string> SplitScriptIntoCommands(string scriptContents) => ScriptBatches.Split(scriptContents);

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
}
