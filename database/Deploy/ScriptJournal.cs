// DbUp's journal on ops.DeployedScript: what was applied, with which text, by which version, by whom, when,
// how long it took. The last row of a script says what the database has of it.

using System.Data;
using System.Globalization;
using DbUp.Engine;
using DbUp.Engine.Transactions;

namespace AxMonitor.Database.Deploy;

internal sealed class ScriptJournal(Func<IConnectionManager> connections, DeploymentPackage package) : IJournal
{
    private readonly Dictionary<string, string> _hashes = new(StringComparer.OrdinalIgnoreCase);
    private bool _isMade;

    /// <summary>True where the database holds nothing of AxMonitor; known when the journal was
    /// read.</summary>
    public bool IsNewDatabase { get; private set; }

    /// <summary>How long the present script has been running.</summary>
    public Func<long> ElapsedMs { get; init; } = () => 0;

    /// <summary>Hash of the text that was applied last, or null.</summary>
    public string? AppliedHash(string script) => _hashes.GetValueOrDefault(script);

    /// <summary>Reads the journal, and refuses a database of a later version.</summary>
    /// <exception cref="DeploymentException">A later version, or a migration unknown here, has been
    /// applied.</exception>
    public string[] GetExecutedScripts() =>
        connections()
            .ExecuteCommandsWithManagedConnection(command =>
            {
                var state = Scalar(command, JournalSql.State);
                IsNewDatabase = state == 0;
                _isMade = state == 2;
                _hashes.Clear();
                if (_isMade)
                {
                    Read(command);
                }

                return _hashes.Keys.ToArray();
            });

    /// <summary>Notes a script that has just run, in its own transaction.</summary>
    public void StoreExecutedScript(SqlScript script, Func<IDbCommand> dbCommandFactory)
    {
        var hash = package.Required(script.Name).Hash;
        Insert(dbCommandFactory, script.Name, hash, ElapsedMs());
        _hashes[script.Name] = hash;
    }

    /// <summary>Makes the journal before the first script. In a new database the migrations count as applied:
    /// its tables are made as the migrations would leave them.</summary>
    public void EnsureTableExistsAndIsLatestVersion(Func<IDbCommand> dbCommandFactory)
    {
        if (_isMade)
        {
            return;
        }

        foreach (var batch in JournalSql.OwnScripts.SelectMany(name => package.Required(name).Batches))
        {
            using var command = dbCommandFactory();
            command.CommandText = batch;
            command.ExecuteNonQuery();
        }

        if (IsNewDatabase)
        {
            foreach (var name in package.Migrations)
            {
                Insert(dbCommandFactory, name, package.Required(name).Hash, durationMs: null);
            }
        }

        _isMade = true;
    }

    private void Read(Func<IDbCommand> dbCommandFactory)
    {
        using var command = dbCommandFactory();
        command.CommandText = JournalSql.Read;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var name = reader.GetString(0);
            var isLaterMigration =
                name.StartsWith(DeploymentScript.MigrationFolder, StringComparison.Ordinal)
                && string.CompareOrdinal(DeploymentPackage.NumberOf(name), package.NewestMigration) > 0;
            if (Version.Parse(reader.GetString(2)) > package.Version || isLaterMigration)
            {
                throw new DeploymentException("Error 50001: " + JournalSql.NewerDatabase(package.Version));
            }

            _hashes[name] = Convert.ToHexString((byte[])reader.GetValue(1));
        }
    }

    private void Insert(Func<IDbCommand> dbCommandFactory, string name, string hash, long? durationMs)
    {
        using var command = dbCommandFactory();
        command.CommandText = JournalSql.Insert;
        Add(command, "@ScriptName", DbType.String, name);
        Add(command, "@ScriptHash", DbType.Binary, Convert.FromHexString(hash));
        Add(command, "@ProductVersion", DbType.String, package.Version.ToString());
        Add(command, "@DurationMs", DbType.Int32, durationMs is { } ms ? (int)Math.Min(ms, int.MaxValue) : DBNull.Value);
        command.ExecuteNonQuery();
    }

    private static void Add(IDbCommand command, string name, DbType type, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    private static int Scalar(Func<IDbCommand> dbCommandFactory, string sql)
    {
        using var command = dbCommandFactory();
        command.CommandText = sql;
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
