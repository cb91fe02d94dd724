// The event sessions: which run, whether this version knows every event and action that the scripts name,
// and, where it is allowed, whether they can be created, started, read back and dropped.
using System.Text.RegularExpressions;
using AxMonitor.Orchestrator.EventSessions;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify.Checks;

/// <summary>Looks at the event sessions.</summary>
internal sealed partial class EventSessionsCheck : IVerifyCheck
{
    private const string Pattern = "AxMonitor[_]%";

    public string Name => "Event sessions";

    public string Explanation =>
        "Which sessions run, and whether this version knows what the scripts name. With --events the sessions are created, started, read and dropped, unless the server has them already.";

    public bool NeedsRepository => false;

    public async Task<IReadOnlyList<VerifyRow>> RunAsync(VerifyContext context, CancellationToken cancel)
    {
        await using var connection = await context.OpenAsync(cancel, "master");
        var deployment = new EventSessionDeployment(EventSessionDeployment.DefaultFolder, context.Step);
        List<VerifyRow> rows =
        [
            await RunningAsync(connection, cancel),
            await ThresholdAsync(connection, cancel),
            await KnownAsync(connection, deployment, cancel),
        ];
        if (!context.Request.MakesEventSessions)
        {
            rows.Add(VerifyRow.NotJudged("creating sessions", "--events was not given"));
            return rows;
        }

        var there = await NamesAsync(connection, cancel);
        if (there.Count > 0)
        {
            rows.Add(
                VerifyRow.NotJudged("creating sessions", $"the server has {string.Join(", ", there)}, which are left alone")
            );
            return rows;
        }

        try
        {
            rows.AddRange(await MakeAsync(context, connection, deployment, cancel));
        }
        finally
        {
            rows.Add(await DropAsync(connection));
        }

        return rows;
    }

    private static async Task<VerifyRow> RunningAsync(SqlConnection connection, CancellationToken cancel)
    {
        var running = await connection.QueryAsync<string>(
            new CommandDefinition(
                "SELECT s.name FROM sys.dm_xe_sessions AS s WHERE s.name LIKE @pattern OR s.name = N'system_health' ORDER BY s.name;",
                new { pattern = Pattern },
                cancellationToken: cancel
            )
        );
        return VerifyRow.Told("running", string.Join(", ", running.DefaultIfEmpty("none of ours, nor system_health")));
    }

    private static async Task<VerifyRow> ThresholdAsync(SqlConnection connection, CancellationToken cancel)
    {
        var seconds = await connection.ExecuteScalarAsync<int?>(
            new CommandDefinition(
                "SELECT CAST(c.value_in_use AS int) FROM sys.configurations AS c WHERE c.name = N'blocked process threshold (s)';",
                cancellationToken: cancel
            )
        );
        return VerifyRow.Told("blocked process threshold (s)", seconds is > 0 ? $"{seconds}" : "0: blocked processes are not reported");
    }

    private static async Task<VerifyRow> KnownAsync(
        SqlConnection connection,
        EventSessionDeployment deployment,
        CancellationToken cancel
    )
    {
        const string subject = "events and actions";
        var wanted = deployment
            .SessionScripts()
            .SelectMany(script => Named().Matches(script.Text).Select(match => match.Value))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        HashSet<string> known;
        try
        {
            known = new HashSet<string>(
                await connection.QueryAsync<string>(
                    new CommandDefinition(
                        """
                        SELECT p.name + N'.' + o.name
                        FROM sys.dm_xe_objects AS o
                        INNER JOIN sys.dm_xe_packages AS p ON p.guid = o.package_guid
                        WHERE o.object_type IN (N'event', N'action', N'target', N'pred_source', N'pred_compare');
                        """,
                        cancellationToken: cancel
                    )
                ),
                StringComparer.OrdinalIgnoreCase
            );
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            return VerifyRow.NotJudged(subject, ErrorText.Of(e));
        }

        var missing = wanted.Where(name => !known.Contains(name)).ToList();
        return missing.Count == 0
            ? VerifyRow.Same(subject, $"all {wanted.Count} that the scripts name are known")
            : VerifyRow.Differs(subject, "not known: " + string.Join(", ", missing));
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(SqlConnection connection, CancellationToken cancel) =>
        (
            await connection.QueryAsync<string>(
                new CommandDefinition(
                    "SELECT s.name FROM sys.server_event_sessions AS s WHERE s.name LIKE @pattern ORDER BY s.name;",
                    new { pattern = Pattern },
                    cancellationToken: cancel
                )
            )
        ).AsList();

    private static async Task<IReadOnlyList<VerifyRow>> MakeAsync(
        VerifyContext context,
        SqlConnection connection,
        EventSessionDeployment deployment,
        CancellationToken cancel
    )
    {
        try
        {
            var first = await deployment.RunAsync("VERIFY", context.Request.ConnectionString, isDryRun: false, null, cancel);
            var again = await deployment.RunAsync("VERIFY", context.Request.ConnectionString, isDryRun: false, null, cancel);
            List<VerifyRow> rows =
            [
                .. first.Sessions.Select(session =>
                    session is { Action: "created", IsStarted: true }
                        ? VerifyRow.Same(session.EventSession, "created and started")
                        : VerifyRow.Differs(session.EventSession, $"{session.Action}, {(session.IsStarted ? "" : "not ")}started")
                ),
            ];
            rows.Add(
                again.Sessions.All(session => session.Action == "unchanged")
                    ? VerifyRow.Same("deployed again", "unchanged")
                    : VerifyRow.Differs(
                        "deployed again",
                        string.Join(", ", again.Sessions.Select(session => $"{session.EventSession} {session.Action}"))
                    )
            );
            foreach (var session in first.Sessions)
            {
                rows.Add(await ReadAsync(connection, session.EventSession, cancel));
            }

            return rows;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && e is SqlException or InvalidOperationException)
        {
            return [VerifyRow.Differs("creating sessions", ErrorText.Of(e))];
        }
    }

    private static async Task<VerifyRow> ReadAsync(SqlConnection connection, string session, CancellationToken cancel)
    {
        try
        {
            var count = await connection.ExecuteScalarAsync<int>(
                new CommandDefinition(
                    """
                    DECLARE @File nvarchar(500) =
                    (
                        SELECT TOP (1) CAST(t.target_data AS xml).value(N'(/EventFileTarget/File/@name)[1]', N'nvarchar(500)')
                        FROM sys.dm_xe_sessions AS s
                        INNER JOIN sys.dm_xe_session_targets AS t ON t.event_session_address = s.address
                        WHERE s.name = @session AND t.target_name = N'event_file'
                    );
                    SELECT COUNT(*) FROM sys.fn_xe_file_target_read_file(@File, NULL, NULL, NULL) AS f;
                    """,
                    new { session },
                    cancellationToken: cancel
                )
            );
            return VerifyRow.Same(session + ", its file", $"{count} events read");
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested && e.Number == 25718)
        {
            return VerifyRow.NotJudged(session + ", its file", "no file is there yet (25718)");
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            return VerifyRow.Differs(session + ", its file", ErrorText.Of(e));
        }
    }

    // Not to be cancelled: what was made goes.
    private static async Task<VerifyRow> DropAsync(SqlConnection connection)
    {
        try
        {
            foreach (var file in Directory.EnumerateFiles(EventSessionDeployment.DefaultFolder, "*.drop.sql"))
            {
                await connection.ExecuteAsync(await File.ReadAllTextAsync(file));
            }

            var left = await NamesAsync(connection, CancellationToken.None);
            return left.Count == 0
                ? VerifyRow.Same("dropped again", "no session is left; their files stay until somebody deletes them")
                : VerifyRow.Differs("dropped again", "left: " + string.Join(", ", left));
        }
        catch (SqlException e)
        {
            return VerifyRow.Differs("dropped again", ErrorText.Of(e));
        }
    }

    [GeneratedRegex(
        @"\b(?:sqlserver|sqlos|package0)\.[a-z_0-9]+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Named();
}
