// The desk beside the portal under load: people who are signed in and read one of its pages after another.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Orchestrator.Repository;
using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging.Abstractions;

namespace AxMonitor.Benchmarks;

/// <summary>A desk and its readers.</summary>
internal sealed partial class DeskReaders : IAsyncDisposable
{
    private const string Account = "reader";
    private static readonly string[] Lists =
    [
        "/",
        "/alerts",
        "/windows",
        "/rules",
        "/channels",
        "/settings",
        "/users",
        "/keys",
        "/jobs",
        "/audit",
        "/playbooks/blocking",
    ];

    private readonly DeskServer _desk;
    private readonly string _password;

    private DeskReaders(DeskServer desk, string password, IReadOnlyList<string> paths)
    {
        _desk = desk;
        _password = password;
        Paths = paths;
    }

    /// <summary>Its pages: the lists, and one of each thing that has a page of its own.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Serves a desk with an administrator's account.</summary>
    /// <param name="connection">The repository, as its owner.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<DeskReaders> StartAsync(string connection, CancellationToken cancellationToken)
    {
        var password = Guid.NewGuid().ToString("N");
        await using var repository = new SqlConnection(connection);
        await repository.ExecuteAsync(
            """
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            EXEC desk.SetAccount @Account, N'admin', 1, @Hash, NULL, N'benchmark', @Now;
            UPDATE desk.Account SET MustChangePassword = 0 WHERE UserName = @Account;
            """,
            new { Account, Hash = DeskPasswords.Hash(password) }
        );
        var paths = Lists.ToList();
        paths.AddRange(
            await repository.QueryAsync<string>(
                """
                SELECT TOP (1) CONCAT(N'/alerts/', a.AlertId) FROM alert.Alert AS a WHERE a.OpenedAt IS NOT NULL
                UNION ALL SELECT TOP (1) CONCAT(N'/rules/', r.RuleName) FROM config.AlertRule AS r
                UNION ALL SELECT TOP (1) CONCAT(N'/instances/', i.InstanceName) FROM config.Instance AS i;
                """
            )
        );
        var time = new StandingTime(await repository.QuerySingleAsync<DateTime>("SELECT SYSUTCDATETIME()"));
        var options = new OrchestratorOptions
        {
            RepositoryConnectionString = connection,
            Desk = new DeskOptions
            {
                Port = 0,
                SignInsPerMinute = 10_000,
                ReadsPerMinute = 1_000_000,
            },
        };
        var desk = new DeskServer(
            options,
            new RepositoryConnection(options, time),
            time,
            NullLoggerFactory.Instance,
            isRequired: true
        );
        await desk.StartAsync(cancellationToken);
        return new DeskReaders(desk, password, paths);
    }

    /// <summary>One person: signs in, reads a page, thinks, reads the next.</summary>
    public async Task ReadAsync(
        int user,
        TimeSpan think,
        Stopwatch clock,
        TimeSpan duration,
        ConcurrentDictionary<string, ConcurrentBag<double>> times,
        ConcurrentBag<string> faults,
        CancellationToken cancellationToken
    )
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(_desk.Address!), Timeout = TimeSpan.FromMinutes(5) };
        await SignInAsync(client, cancellationToken);
        for (var at = user * 3; clock.Elapsed < duration; at++)
        {
            var path = Paths[at % Paths.Count];
            var started = clock.Elapsed;
            using (var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken))
            {
                await answer.Content.ReadAsByteArrayAsync(cancellationToken);
                if (!answer.IsSuccessStatusCode)
                {
                    faults.Add($"desk {path}: {(int)answer.StatusCode}");
                }
            }

            times.GetOrAdd(path, _ => []).Add((clock.Elapsed - started).TotalMilliseconds);
            await Task.Delay(think, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _desk.StopAsync(CancellationToken.None);
        await _desk.DisposeAsync();
    }

    private async Task SignInAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var page = await client.GetStringAsync(new Uri("/signin", UriKind.Relative), cancellationToken);
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["form-token"] = WebUtility.HtmlDecode(FormToken().Match(page).Groups["token"].Value),
                ["name"] = Account,
                ["password"] = _password,
            }
        );
        using var answer = await client.PostAsync(new Uri("/signin", UriKind.Relative), form, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Redirect)
        {
            throw new InvalidOperationException($"Signing in at the desk was answered with {(int)answer.StatusCode}.");
        }
    }

    [GeneratedRegex("name=\"form-token\" type=\"hidden\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FormToken();

    // The repository's clock stands where the simulated days ended, and it refuses any other.
    private sealed class StandingTime(DateTime now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(now, TimeSpan.Zero);
    }
}
