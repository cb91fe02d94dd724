// The command line: run, install, check, status, alert test, rules, backtest, instance add, deploy
// database, reports and xe, verify, desk, user, service. Settings come from files and the environment;
// options here say where those are, and --set overrides one.
using System.CommandLine;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Hosting;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>The commands of axmonitor. Exit codes: 0 good, 1 failed, 2 wrong configuration or command
/// line, 3 a part of the service has died.</summary>
public static class CommandLine
{
    private const int WrongConfiguration = 2;

    // Longer than the host's own limit, and within what systemd waits.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(33);

    private static readonly Option<string> ConfigFolder = new("--config")
    {
        Description = "Folder with appsettings.json, appsettings.{environment}.json, .env and .env.{environment}.",
        DefaultValueFactory = _ => AppContext.BaseDirectory,
        Recursive = true,
    };

    private static readonly Option<string> EnvironmentName = new("--environment", "-e")
    {
        Description = "Which environment's settings apply; also taken from AXMONITOR_ENVIRONMENT.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("AXMONITOR_ENVIRONMENT") ?? "Production",
        Recursive = true,
    };

    private static readonly Option<string[]> Overrides = new("--set")
    {
        Description = "Overrides one setting, such as --set Smtp:Port=25. May be given several times.",
        Arity = ArgumentArity.ZeroOrMore,
        Recursive = true,
    };

    /// <summary>Runs a command line. One that is wrong ends with 2 and a line for each fault, without the
    /// whole help.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments,
        TextWriter output,
        TextWriter errors,
        InvocationConfiguration settings,
        CancellationToken cancel = default
    )
    {
        var parsed = Build(output, errors).Parse(arguments);
        if (parsed.Errors.Count == 0 || parsed.Action is System.CommandLine.Help.HelpAction)
        {
            return await parsed.InvokeAsync(settings, cancel);
        }

        List<string> names = [];
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Insert(0, at.Parent is null ? "axmonitor" : at.Command.Name);
        }

        var command = string.Join(' ', names);
        foreach (var fault in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal))
        {
            await TellAsync(errors, $"{fault.ReplaceLineEndings(" ").TrimEnd('.')}. See {command} --help.");
        }

        return WrongConfiguration;
    }

    /// <summary>The root command.</summary>
    public static RootCommand Build(TextWriter output, TextWriter errors) =>
        Build(output, errors, ServiceCommand.SystemControl());

    internal static RootCommand Build(TextWriter output, TextWriter errors, ServiceControl? control)
    {
        var root = new RootCommand(
            "AxMonitor watches SQL Server instances under Dynamics AX 2012: it collects, evaluates and alerts."
        )
        {
            ConfigFolder,
            EnvironmentName,
            Overrides,
            Run(errors),
            InstallCommand.Build(
                output,
                Console.In,
                (parsed, overrides, work) => Guarded(parsed, errors, work, overrides),
                work => Guarded(errors, work)
            ),
            CheckCommand.Build(output, (parsed, work) => Guarded(parsed, errors, work)),
            StatusCommand.Build(output, (parsed, work) => Guarded(parsed, errors, work)),
            Instance(output, errors),
            CollectorCommand.Build(output, (parsed, work) => Guarded(parsed, errors, work)),
            DeployCommand.Build(
                output,
                DeployDatabaseCommand.Build(
                    output,
                    (parsed, overrides, work) => Guarded(parsed, errors, work, overrides),
                    work => Guarded(errors, work)
                ),
                DeployReportsCommand.Build(output, (parsed, overrides, work) => Guarded(parsed, errors, work, overrides)),
                (parsed, work) => Guarded(parsed, errors, work)
            ),
            VerifyCommand.Build(
                output,
                (parsed, overrides, work) => Guarded(parsed, errors, work, overrides),
                work => Guarded(errors, work)
            ),
            AlertCommand.Build(output, (parsed, work) => Guarded(parsed, errors, work)),
            RulesCommand.Build(output, (parsed, work) => Guarded(parsed, errors, work)),
            BacktestCommand.Build(output, (parsed, work) => Guarded(parsed, errors, work)),
            JobCommand.Build(output, (parsed, work) => Guarded(parsed, errors, work)),
            Desk(errors),
            UserCommand.Build(output, (parsed, work) => Guarded(parsed, errors, work)),
            KeyCommand.Build(output, (parsed, work) => Guarded(parsed, errors, work)),
            ServiceCommand.Build(output, errors, control, OwnCommand),
        };
        return root;
    }

    private static Command Run(TextWriter errors) =>
        Serving(
            new Command("run", "Runs the service until Ctrl+C, SIGTERM or the service manager stops it."),
            errors,
            async (options, cancel) =>
            {
                using var host = OrchestratorHost.BuildService(options);
                await RunAsync(host, cancel);
                return host.Services.GetRequiredService<LoopWatch>().ExitCode;
            }
        );

    private static Command Desk(TextWriter errors) =>
        Serving(
            new Command("desk", "Serves the desk alone, beside services that run elsewhere, until it is stopped."),
            errors,
            async (options, cancel) =>
            {
                using var host = OrchestratorHost.BuildDesk(options);
                await RunAsync(host, cancel);
                return 0;
            }
        );

    private static Command Serving(
        Command command,
        TextWriter errors,
        Func<OrchestratorOptions, CancellationToken, Task<int>> serve
    )
    {
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var problems = new StringWriter();
                var code = await Guarded(parsed, problems, options => serve(options, cancel));
                if (problems.ToString().Trim() is { Length: > 0 } text)
                {
                    await TellAsync(errors, text);
                    ServiceLog.ReportNotStarted(text);
                }

                return code;
            }
        );
        return command;
    }

    private static async Task RunAsync(IHost host, CancellationToken cancel)
    {
        await host.StartAsync(cancel);
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using var stop = cancel.Register(lifetime.StopApplication);
        var stopped = host.WaitForShutdownAsync(CancellationToken.None);
        try
        {
            await Task.WhenAny(stopped, Stopping(lifetime));
            await stopped.WaitAsync(LongestStop, CancellationToken.None);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            // A part did not stop in time; the process ends all the same, as the service manager wants it.
        }
    }

    private static Task Stopping(IHostApplicationLifetime lifetime)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStopping.Register(stopping.SetResult);
        return stopping.Task;
    }

    /// <summary>What starts this installation as a service, with the settings that this call names.</summary>
    private static IReadOnlyList<string> OwnCommand(ParseResult parsed)
    {
        if (parsed.GetValue(Overrides) is { Length: > 0 })
        {
            throw new ConfigurationException([
                "--set is not kept for a service; write the setting into appsettings.json or .env of its configuration folder.",
            ]);
        }

        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The program's own path is not known.");
        List<string> command = [program];
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            command.Add(typeof(CommandLine).Assembly.Location);
        }

        command.Add("run");
        if (parsed.GetResult(ConfigFolder) is { Implicit: false })
        {
            command.AddRange(["--config", Path.GetFullPath(parsed.GetValue(ConfigFolder)!)]);
        }

        if (parsed.GetResult(EnvironmentName) is { Implicit: false })
        {
            command.AddRange(["--environment", parsed.GetValue(EnvironmentName)!]);
        }

        return command;
    }

    private static Command Instance(TextWriter output, TextWriter errors)
    {
        var name = new Option<string>("--name")
        {
            Description = "Name of the instance in reports and mails, such as PRD.",
            Required = true,
        };
        var connection = new Option<string?>("--connection")
        {
            Description = "Name of its connection string under Instances; the instance's name when omitted.",
        };
        var database = new Option<string?>("--ax-database")
        {
            Description = "Name of the AX database on it, such as MicrosoftDynamicsAX.",
        };
        var modelDatabase = new Option<string?>("--model-database")
        {
            Description =
                "Name of the model store's database; \"\" has collectors look for it. What is known stays when omitted.",
        };
        var stage = new Option<string?>("--stage")
        {
            Description = "What the instance is used for: DEV, TST, UAT or PRD. What is known stays when omitted.",
        };
        stage.AcceptOnlyFromAmong("DEV", "TST", "UAT", "PRD");
        var tags = new Option<string?>("--tags")
        {
            Description = "What routes tell instances by, separated by ';'. What is known stays when omitted.",
        };
        var add = new Command("add", "Makes an instance known to the repository, or changes what is known of it.")
        {
            name,
            connection,
            database,
            modelDatabase,
            stage,
            tags,
        };
        add.SetAction(
            (parsed, cancel) =>
                Guarded(
                    parsed,
                    errors,
                    async options =>
                    {
                        var instanceName = parsed.GetValue(name)!;
                        var connectionName = parsed.GetValue(connection) ?? instanceName;
                        if (!options.Instances.ContainsKey(connectionName))
                        {
                            throw new ConfigurationException([
                                $"There is no connection string '{connectionName}'; set AXMONITOR__Instances__{connectionName}, or name another with --connection.",
                            ]);
                        }

                        using var host = OrchestratorHost.Build(options);
                        var operations = host.Services.GetRequiredService<Repository.IOperations>();
                        var id = await operations.RegisterInstanceAsync(
                            new Repository.InstanceRegistration
                            {
                                Name = instanceName,
                                ConnectionName = connectionName,
                                AxDatabaseName = parsed.GetValue(database),
                                ModelDatabaseName = parsed.GetValue(modelDatabase),
                                Environment = parsed.GetValue(stage),
                                Tags = parsed.GetValue(tags),
                            },
                            cancel
                        );
                        await output.WriteLineAsync($"Instance '{instanceName}' is number {id} in the repository.");
                        return 0;
                    }
                )
        );
        return new Command("instance", "Watched instances.") { add };
    }

    /// <summary>Reads the settings, does the work, and turns errors into one line and an exit code.</summary>
    private static Task<int> Guarded(
        ParseResult parsed,
        TextWriter errors,
        Func<OrchestratorOptions, Task<int>> work,
        IReadOnlyList<string>? overrides = null
    ) =>
        Guarded(
            errors,
            () =>
            {
                var (folder, environment) = (parsed.GetValue(ConfigFolder)!, parsed.GetValue(EnvironmentName)!);
                var options = OptionsReader.Read(
                    SettingsSources.Load(folder, environment, [.. parsed.GetValue(Overrides) ?? [], .. overrides ?? []])
                );
                return work(options with { Warnings = SettingsSources.Warnings(folder, environment, options.SecretsFolder) });
            }
        );

    private static async Task<int> Guarded(TextWriter errors, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (ConfigurationException e)
        {
            await TellAsync(errors, e.Message);
            return WrongConfiguration;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception e)
            when (e
                    is Microsoft.Data.SqlClient.SqlException
                        or IOException
                        or UnauthorizedAccessException
                        or InvalidOperationException
            )
        {
            await TellAsync(errors, $"Failed: {e.Message}");
            return 1;
        }
    }

    /// <summary>The exit code says it too, so nobody is left without an answer where standard error is
    /// full.</summary>
    private static async Task TellAsync(TextWriter errors, string text)
    {
        try
        {
            await errors.WriteLineAsync(text);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // There is nobody left to tell.
        }
    }
}
