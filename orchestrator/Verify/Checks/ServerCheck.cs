// Which server this is: version, edition, collations, compatibility levels, what the login may do.
using Dapper;

namespace AxMonitor.Orchestrator.Verify.Checks;

/// <summary>Tells of the server.</summary>
internal sealed class ServerCheck : IVerifyCheck
{
    private static readonly Version Oldest = new(13, 0, 5026, 0);
    private const double MostSeconds = 5;

    public string Name => "Server";

    public string Explanation => "Version, edition, collations and compatibility levels, and the permissions of the login.";

    public bool NeedsRepository => false;

    public async Task<IReadOnlyList<VerifyRow>> RunAsync(VerifyContext context, CancellationToken cancel)
    {
        await using var connection = await context.OpenAsync(cancel, "master");
        List<VerifyRow> rows = [];
        var before = context.Time.GetUtcNow();
        var facts = await connection.QuerySingleAsync<Facts>(
            new CommandDefinition(
                """
                SELECT
                    Version = CAST(SERVERPROPERTY(N'ProductVersion') AS nvarchar(128)),
                    Level = CAST(SERVERPROPERTY(N'ProductLevel') AS nvarchar(128)),
                    Edition = CAST(SERVERPROPERTY(N'Edition') AS nvarchar(128)),
                    EngineEdition = CAST(SERVERPROPERTY(N'EngineEdition') AS int),
                    Collation = CAST(SERVERPROPERTY(N'Collation') AS nvarchar(128)),
                    Clock = SYSUTCDATETIME();
                """,
                cancellationToken: cancel
            )
        );
        var now = before + ((context.Time.GetUtcNow() - before) / 2);
        rows.Add(
            Version.TryParse(facts.Version, out var version) && version >= Oldest
                ? VerifyRow.Same("version", $"{facts.Version} {facts.Level}, {facts.Edition}")
                : VerifyRow.Differs("version", $"{facts.Version} {facts.Level}, {facts.Edition}: older than {Oldest} (2016 SP2)")
        );
        if (facts.EngineEdition is 5 or 6 or 9 or 11)
        {
            rows.Add(VerifyRow.Differs("engine", $"engine edition {facts.EngineEdition} is not a SQL Server of one's own"));
        }

        rows.Add(VerifyRow.Told("collation of the server", facts.Collation));
        rows.AddRange(
            (
                await connection.QueryAsync<DatabaseFacts>(
                    new CommandDefinition(
                        """
                        SELECT
                            Name = d.name,
                            Collation = CAST(d.collation_name AS nvarchar(128)),
                            Level = CAST(d.compatibility_level AS int),
                            HasSnapshotReads = d.is_read_committed_snapshot_on
                        FROM sys.databases AS d
                        WHERE d.name IN (N'master', N'model', N'tempdb', @own, @ax)
                        ORDER BY d.database_id;
                        """,
                        new { own = context.Request.DatabaseName, ax = context.AxDatabaseName },
                        cancellationToken: cancel
                    )
                )
            ).Select(database =>
                VerifyRow.Told(
                    "database " + database.Name,
                    $"{database.Collation}, compatibility level {database.Level}"
                        + (database.HasSnapshotReads ? ", READ_COMMITTED_SNAPSHOT" : "")
                )
            )
        );
        var apart = (DateTime.SpecifyKind(facts.Clock, DateTimeKind.Utc) - now.UtcDateTime).TotalSeconds;
        rows.Add(
            Math.Abs(apart) <= MostSeconds
                ? VerifyRow.Same("clock", $"{apart:+0.0;-0.0;0.0} s from this machine's")
                : VerifyRow.Differs("clock", $"{apart:+0.0;-0.0} s from this machine's: times that an orchestrator here gives would be off")
        );
        rows.Add(VerifyRow.Told("permissions of the login", await ServerPermissions.TellAsync(connection, cancel)));
        var leftovers = await connection.QueryAsync<string>(
            new CommandDefinition(
                "SELECT d.name FROM sys.databases AS d WHERE d.name LIKE N'AxMonitorVerify[_]%' AND d.name NOT LIKE @own + N'%' ORDER BY d.name;",
                new { own = context.Request.DatabaseName.Replace("_", "[_]", StringComparison.Ordinal) },
                cancellationToken: cancel
            )
        );
        rows.AddRange(
            leftovers.Select(name => VerifyRow.Told("database " + name, "of another verification: kept, or still running"))
        );
        return rows;
    }

    private sealed record Facts
    {
        public string Version { get; init; } = "";
        public string Level { get; init; } = "";
        public string Edition { get; init; } = "";
        public int EngineEdition { get; init; }
        public string Collation { get; init; } = "";
        public DateTime Clock { get; init; }
    }

    private sealed record DatabaseFacts
    {
        public string Name { get; init; } = "";
        public string Collation { get; init; } = "";
        public int Level { get; init; }
        public bool HasSnapshotReads { get; init; }
    }
}
