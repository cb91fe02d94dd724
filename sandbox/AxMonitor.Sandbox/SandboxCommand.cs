// The command line of the sandbox: documents every option, checks the values and starts a run.
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AxMonitor.Engine.Types;
using AxMonitor.Sandbox.AxWorkload;

namespace AxMonitor.Sandbox;

/// <summary>Builds the root command.</summary>
internal static class SandboxCommand
{
    private static readonly TimeSpan MostHistory = TimeSpan.FromDays(90);

    public static RootCommand Create()
    {
        var defaults = new SandboxOptions();
        var sqlPort = Port(
            "--sql-port",
            "TCP port of the SQL Server stand-in on 127.0.0.1 (0 = any free port).",
            defaults.SqlPort
        );
        var httpPort = Port("--http-port", "TCP port of the report portal on 127.0.0.1 (0 = any free port).", defaults.HttpPort);
        var deskPort = Port("--desk-port", "TCP port of the desk on 127.0.0.1 (0 = any free port).", defaults.DeskPort);
        var smtpPort = Port(
            "--smtp-port",
            "TCP port of the inbox that receives alert mails on 127.0.0.1 (0 = any free port).",
            defaults.SmtpPort
        );
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder for delivered mails; made when missing.",
            DefaultValueFactory = _ => new DirectoryInfo(defaults.DataFolder),
        };
        var scenario = new Option<string?>("--scenario")
        {
            Description = "Incident to start when everything runs: " + string.Join(", ", AxWorkloadScenarios.Names) + ".",
        };
        scenario.Validators.Add(result =>
        {
            var name = result.GetValueOrDefault<string?>();
            if (name is not null && !AxWorkloadScenarios.Names.Contains(name, StringComparer.Ordinal))
            {
                result.AddError(
                    $"--scenario '{name}' is unknown. Known scenarios: {string.Join(", ", AxWorkloadScenarios.Names)}."
                );
            }
        });
        var timetable = new Option<IReadOnlyList<AxTimetableEntry>>("--timetable")
        {
            Description =
                "Incidents on a timetable: a file, or entries between semicolons, each 'NAME at WHEN [for DURATION] [every DURATION]', for instance 'deadlock at +5m every 30m; aos-down at +2h for 20m'. "
                + "WHEN is +30m or -14d from the start, or a UTC time.",
            CustomParser = result =>
                Parsed(result, text => AxTimetable.Parse(File.Exists(text) ? File.ReadAllText(text) : text), defaults.Timetable),
        };
        var history = new Option<TimeSpan>("--history")
        {
            Description = "How much of the past the batch history and the user log hold at the start: 1h, 14d, up to 90d.",
            DefaultValueFactory = _ => defaults.History,
            CustomParser = result => Parsed(result, History, defaults.History),
        };
        var speed = new Option<double>("--speed")
        {
            Description = "Simulated seconds in a second: 1 is real time, 60 lets an hour pass in a minute.",
            DefaultValueFactory = _ => defaults.Speed,
            CustomParser = result => Parsed(result, Speed, defaults.Speed),
        };
        var collation = new Option<string>("--ax-collation")
        {
            Description = "Collation of the AX database: a Latin1_General one with CI_AS, CS_AS, BIN or BIN2.",
            DefaultValueFactory = _ => defaults.AxCollation,
        };
        collation.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && Collations.Find(name) is null)
            {
                result.AddError(
                    $"--ax-collation '{name}' is not known, for instance Latin1_General_CI_AS or Latin1_General_BIN2 is."
                );
            }
        });
        var seed = new Option<int>("--seed")
        {
            Description = "Seed of the simulated AX installation; the same seed gives the same load.",
            DefaultValueFactory = _ => defaults.Seed,
        };
        var password = new Option<string?>("--password")
        {
            Description = "Password of the login 'sa'. Without it a random one is made and printed.",
        };
        var events = new Option<DirectoryInfo?>("--captured-events")
        {
            Description =
                "Folder with captured blocked-process-report XML that the watched server's event file shall hold besides the simulated events.",
        };
        events.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<DirectoryInfo?>() is { Exists: false } folder)
            {
                result.AddError(
                    $"--captured-events '{folder.FullName}' does not exist: give a folder with captured *.xml files."
                );
            }
        });
        var bare = new Option<bool>("--no-orchestrator")
        {
            Description = "Leave the orchestrator out, to run 'axmonitor run' by hand against the stand-in.",
        };
        var once = new Option<bool>("--once")
        {
            Description =
                "Run the scenario until a mail that names its culprit is delivered and the alert is stored with its evidence (of blocking, until the report shows the chain), print a one-line JSON summary and exit 0; exit 1 with the step that is missing after a time that fits the scenario. Without --speed, a slow scenario goes faster.",
        };
        var quiet = new Option<TimeSpan?>("--quiet")
        {
            Description =
                "With --once: a copy of the installation in which nothing happens is watched for that long, 1h to 90d, as fast as the machine can and with two weeks of history. Prints a line for each day and a one-line JSON summary; exits 0 when no message was raised that is not of what is planted, 1 otherwise.",
            CustomParser = result => Parsed<TimeSpan?>(result, Quiet, null),
        };

        var root = new RootCommand(
            "AxMonitor on a machine without SQL Server, SSRS or AX: a T-SQL engine behind TDS, a simulated AX 2012 R3 installation, "
                + "the orchestrator and a report portal. For evaluation, development and tests only; everything lives in memory and on loopback."
        )
        {
            sqlPort,
            httpPort,
            deskPort,
            smtpPort,
            data,
            scenario,
            timetable,
            history,
            speed,
            collation,
            seed,
            password,
            events,
            bare,
            once,
            quiet,
        };
        root.Validators.Add(result =>
        {
            var isQuiet = result.GetResult(quiet) is not null;
            if (result.GetValue(once) && (result.GetValue(scenario) is null) != isQuiet)
            {
                result.AddError("--once needs --scenario, for instance --scenario blocking-storm, or --quiet, and not both.");
            }

            if (isQuiet && !result.GetValue(once))
            {
                result.AddError("--quiet needs --once.");
            }

            if (
                result.GetValue(once)
                && result.GetValue(scenario) is { } name
                && AxWorkloadScenarios.Names.Contains(name, StringComparer.Ordinal)
                && ScenarioExpectation.Of(name) is null
            )
            {
                result.AddError(
                    $"--once cannot check {name}: no mail tells of it. It can check {string.Join(", ", ScenarioExpectation.Names)}."
                );
            }

            if (result.GetValue(once) && result.GetValue(bare))
            {
                result.AddError("--once needs the orchestrator: leave --no-orchestrator out.");
            }
        });
        root.SetAction(
            (result, cancellationToken) =>
                RunAsync(
                    new SandboxOptions
                    {
                        SqlPort = result.GetValue(sqlPort),
                        HttpPort = result.GetValue(httpPort),
                        DeskPort = result.GetValue(deskPort),
                        SmtpPort = result.GetValue(smtpPort),
                        DataFolder = result.GetRequiredValue(data).FullName,
                        Scenario = result.GetValue(scenario),
                        Timetable = result.GetValue(timetable) ?? defaults.Timetable,
                        TimetableText = result.GetResult(timetable)?.Tokens is [var given] ? given.Value : null,
                        History =
                            result.GetResult(history) is { Implicit: false }
                                ? result.GetValue(history)
                                : Expected(result)?.History
                                    ?? (result.GetValue(quiet) is null ? result.GetValue(history) : QuietRun.History),
                        ScenarioAfter = Expected(result)?.WarmUp ?? TimeSpan.Zero,
                        Quiet = result.GetValue(quiet),
                        Speed =
                            result.GetResult(speed) is { Implicit: false } || Expected(result) is not { } expected
                                ? result.GetValue(speed)
                                : expected.Speed,
                        AxCollation = result.GetRequiredValue(collation),
                        Seed = result.GetValue(seed),
                        Password = result.GetValue(password),
                        CapturedEventsFolder = result.GetValue(events)?.FullName,
                        RunOrchestrator = !result.GetValue(bare),
                        Failed = failure =>
                            Console.Error.WriteLine(
                                $"The simulated installation failed in a step and goes on with the next one: {failure}"
                            ),
                    },
                    Expected(result),
                    cancellationToken
                )
        );
        return root;

        ScenarioExpectation? Expected(ParseResult result) =>
            result.GetValue(once) && result.GetValue(scenario) is { } name ? ScenarioExpectation.Of(name) : null;
    }

    private static double Speed(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed is >= 1 and <= 1000
            ? speed
            : throw new FormatException($"--speed '{text}' is no speed: give 1 to 1000.");

    private static TimeSpan History(string text) =>
        AxTimetable.Duration(text) is var span && span >= TimeSpan.FromMinutes(1) && span <= MostHistory
            ? span
            : throw new FormatException($"--history is 1m to {MostHistory.TotalDays:0}d.");

    private static TimeSpan? Quiet(string text) =>
        AxTimetable.Duration(text) is var span && span >= TimeSpan.FromHours(1) && span <= MostHistory
            ? span
            : throw new FormatException($"--quiet is 1h to {MostHistory.TotalDays:0}d.");

    private static T Parsed<T>(ArgumentResult result, Func<string, T> read, T otherwise)
    {
        try
        {
            return read(result.Tokens[0].Value);
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or IOException)
        {
            result.AddError(failure.Message);
            return otherwise;
        }
    }

    private static Option<int> Port(string name, string description, int value)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            DefaultValueFactory = _ => value,
            CustomParser = result =>
                Parsed(
                    result,
                    text =>
                        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
                            ? port
                            : throw new FormatException($"{name} '{text}' is no TCP port: give 0 to 65535."),
                    value
                ),
        };
        return option;
    }

    private static async Task<int> RunAsync(
        SandboxOptions options,
        ScenarioExpectation? expected,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (options.Quiet is { } quiet)
            {
                return await QuietRun.RunAsync(options, quiet, Console.Out, Console.Error, cancellationToken);
            }

            await using var host = await SandboxHost.StartAsync(options, cancellationToken);
            if (expected is not null)
            {
                return await OnceRun.RunAsync(host, expected, Console.Out, Console.Error, cancellationToken);
            }

            SandboxBanner.Write(Console.Out, host);
            await Task.Delay(Timeout.InfiniteTimeSpan, host.Options.Time, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C is the normal way to end the sandbox.
            return 0;
        }
        catch (SandboxException) when (cancellationToken.IsCancellationRequested)
        {
            // It was ended while it started; what was under way could not finish.
            return 0;
        }
        catch (SandboxException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }
}
