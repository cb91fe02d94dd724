// `axmonitor verify`: proves this release on a real server, in a database of its own, and writes down what
// differs from what the sandbox promises.
using System.CommandLine;
using System.Globalization;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Verify;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>The command and its output.</summary>
internal static class VerifyCommand
{
    private const string Program = "AxMonitor verify";
    private const string LeastPrivilegeKey = "verify-least";
    private const int MostSeconds = 3600;
    private const int MostVictims = 5000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly Option<string> Connection = new("--connection")
    {
        Description =
            "Connection string of the server, for a login that may create databases; its password as Password={secret:NAME}.",
        Required = true,
    };

    private static readonly Option<string?> LeastPrivilegeLogin = new("--least-privilege-login")
    {
        Description =
            "What of --connection is different for the service's login, such as \"User ID=axmonitor_service;Password={secret:Service}\": everything is done once more as that login.",
    };

    private static readonly Option<string?> DatabaseName = new("--database")
    {
        Description = "Name of the database to make; refused when it exists. Without it the name ends at random.",
    };

    private static readonly Option<bool> Keep = new("--keep") { Description = "Leaves the database there." };

    private static readonly Option<string?> AxDatabase = new("--ax-database")
    {
        Description = "Name of the AX database on the server; without it collectors are told that master is one.",
    };

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "How long two instances save in parallel.",
        DefaultValueFactory = _ => 60,
    };

    private static readonly Option<int> Victims = new("--victims")
    {
        Description = "How many sessions wait for one another while the collector Requests is measured.",
        DefaultValueFactory = _ => 100,
    };

    private static readonly Option<string?> Classes = new("--classes")
    {
        Description = "Runs these test classes only, such as \"Waits*,CpuTests\".",
    };

    private static readonly Option<bool> Events = new("--events")
    {
        Description = "Also creates, starts, reads and drops the event sessions on the server, unless it has them.",
    };

    private static readonly Option<string> Result = new("--result")
    {
        Description = "File for the result, in Markdown.",
        DefaultValueFactory = _ => "axmonitor-verify.md",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Prints the result as one JSON document as well.",
    };

    /// <param name="output">Gets lines or the JSON document.</param>
    /// <param name="guarded">Reads the settings, with some overridden, and turns errors into an exit
    /// code.</param>
    /// <param name="withoutSettings">Turns errors into an exit code.</param>
    public static Command Build(
        TextWriter output,
        Func<ParseResult, IReadOnlyList<string>, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded,
        Func<Func<Task<int>>, Task<int>> withoutSettings
    )
    {
        var command = new Command(
            "verify",
            "Proves this release on a server, in a database of its own that it removes again, and writes what differs from what the sandbox promises."
        )
        {
            Connection,
            LeastPrivilegeLogin,
            DatabaseName,
            Keep,
            AxDatabase,
            Seconds,
            Victims,
            Classes,
            Events,
            Result,
            Json,
        };
        command.SetAction(
            (parsed, cancel) =>
            {
                var problems = Problems(parsed);
                if (problems.Count > 0)
                {
                    return withoutSettings(() => throw new ConfigurationException(problems));
                }

                var connection = parsed.GetValue(Connection)!;
                List<string> overrides = [$"Repository:ConnectionString={connection}"];
                if (parsed.GetValue(LeastPrivilegeLogin) is { } least)
                {
                    overrides.Add($"Instances:{LeastPrivilegeKey}={Merge(connection, least)}");
                }

                return guarded(parsed, overrides, options => RunAsync(parsed, options, output, cancel));
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        OrchestratorOptions options,
        TextWriter output,
        CancellationToken cancel
    )
    {
        var request = Request(parsed, options);
        var isJson = parsed.GetValue(Json);
        var terminal = Terminal.Of(output);
        var file = WritableFile(parsed.GetValue(Result)!);
        var report = await terminal.WithProgressAsync(step =>
            new Verification(Verification.AllChecks, options, TimeProvider.System)
            {
                Step = step,
                CheckEnded = result =>
                {
                    if (!isJson)
                    {
                        output.WriteLine(Line(result));
                    }
                },
            }.RunAsync(request, cancel)
        );
        await File.WriteAllTextAsync(file, ResultFile.Markdown(report), CancellationToken.None);
        if (isJson)
        {
            await output.WriteLineAsync(ResultFile.Json(report));
            return report.ExitCode;
        }

        await terminal.WriteAsync(
            ["Check", "What", "Finding"],
            report.Differences.Select(d =>
                new[] { Terminal.Escape(d.Check), Terminal.Escape(d.Row.Subject), Terminal.Escape(d.Row.Finding) }
            ),
            report.Differences.Select(d => $"differs: {d.Check}, {d.Row.Subject}: {d.Row.Finding}")
        );
        foreach (var left in report.Left)
        {
            await output.WriteLineAsync(left);
        }

        await output.WriteLineAsync($"{ResultFile.Conclusion(report)} See {file}.");
        return report.ExitCode;
    }

    /// <summary>The file's whole path; found out before an hour of work, not after.</summary>
    private static string WritableFile(string file)
    {
        try
        {
            var path = Path.GetFullPath(file);
            using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"--result is '{file}', which cannot be written: {e.Message}"]);
        }
    }

    private static VerifyRequest Request(ParseResult parsed, OrchestratorOptions options) =>
        new()
        {
            ConnectionString = Server(options.RepositoryConnectionString),
            LeastPrivilegeConnectionString = options.Instances.TryGetValue(LeastPrivilegeKey, out var least)
                ? Server(least)
                : null,
            DatabaseName = parsed.GetValue(DatabaseName) ?? OwnDatabases.RandomName(),
            IsKept = parsed.GetValue(Keep),
            AxDatabaseName = parsed.GetValue(AxDatabase),
            ParallelTime = TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
            Victims = parsed.GetValue(Victims),
            Classes =
            [
                .. (parsed.GetValue(Classes) ?? "").Split(
                    ',',
                    StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                ),
            ],
            MakesEventSessions = parsed.GetValue(Events),
        };

    // Whatever database it names, the server is what counts.
    private static string Server(string connectionString) =>
        new SqlConnectionStringBuilder(ConnectionStrings.Complete(connectionString, Program, Patience))
        {
            InitialCatalog = "master",
        }.ConnectionString;

    private static List<string> Problems(ParseResult parsed)
    {
        List<string> problems = [];
        if (ConnectionStrings.PasswordRefusal(parsed.GetValue(Connection)!) is { } refusal)
        {
            problems.Add($"--connection {refusal}");
        }

        if (parsed.GetValue(LeastPrivilegeLogin) is { } least && ConnectionStrings.PasswordRefusal(least) is { } second)
        {
            problems.Add($"--least-privilege-login {second}");
        }

        if (parsed.GetValue(Seconds) is < 1 or > MostSeconds)
        {
            problems.Add($"--seconds is {parsed.GetValue(Seconds)}; it must be 1 to {MostSeconds}.");
        }

        if (parsed.GetValue(Victims) is < 1 or > MostVictims)
        {
            problems.Add($"--victims is {parsed.GetValue(Victims)}; it must be 1 to {MostVictims}.");
        }

        // Two more databases have names of this one with something behind it.
        if (parsed.GetValue(DatabaseName) is { } name && (name.Trim().Length == 0 || name.Length > 100))
        {
            problems.Add("--database must have 1 to 100 characters.");
        }

        return problems;
    }

    /// <summary>The first connection string with the keys of the second in their place.</summary>
    private static string Merge(string connection, string different)
    {
        var merged = new SqlConnectionStringBuilder(connection);
        var own = new SqlConnectionStringBuilder(different);
        if (own.ShouldSerialize("User ID"))
        {
            merged.Remove("Integrated Security");
        }

        foreach (string key in own.Keys)
        {
            if (own.ShouldSerialize(key))
            {
                merged[key] = own[key];
            }
        }

        return merged.ConnectionString;
    }

    private static string Line(CheckResult result) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Check}: {result.Count(Verdict.AsPromised)} as promised, {result.Count(Verdict.Differs)} differ, {result.Count(Verdict.NotJudged)} not judged, {result.ElapsedMs / 1000:0.0} s"
        );
}
