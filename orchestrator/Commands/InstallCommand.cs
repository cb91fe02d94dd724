// `axmonitor install`: one step after the other from an empty server to a service that can be started. What
// it is not told it asks at a terminal; what it may not do it prints for somebody who may.
using System.CommandLine;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Install;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>The command and its questions.</summary>
internal static class InstallCommand
{
    /// <param name="output">Gets questions and steps.</param>
    /// <param name="input">Answers the questions.</param>
    /// <param name="guarded">Reads the settings, with some overridden, and turns errors into an exit
    /// code.</param>
    public static Command Build(
        TextWriter output,
        TextReader input,
        Func<ParseResult, IReadOnlyList<string>, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded,
        Func<Func<Task<int>>, Task<int>> withoutSettings
    )
    {
        var connection = new Option<string?>("--connection")
        {
            Description =
                "Connection string of a login that may create the database and logins, in place of Repository:ConnectionString; its password as Password={secret:NAME}.",
        };
        var service = new Option<string>("--service-login")
        {
            Description = "Login of the service in the repository; a Windows account as DOMAIN\\name.",
            DefaultValueFactory = _ => "axmonitor_service",
        };
        var reports = new Option<string>("--reports-login")
        {
            Description = "Login of the reports' data source.",
            DefaultValueFactory = _ => "axmonitor_reports",
        };
        var servicePassword = new Option<string?>("--service-secret")
        {
            Description = "Name of the secret with the service login's password, where the login is to be created.",
        };
        var reportsPassword = new Option<string?>("--reports-secret")
        {
            Description = "Name of the secret with the reports login's password, where the login is to be created.",
        };
        var instance = new Option<string?>("--instance")
        {
            Description = "Name of the first watched instance, as under Instances in the settings; without it none is added.",
        };
        var database = new Option<string?>("--ax-database") { Description = "Name of the AX database on it." };
        var events = new Option<bool>("--with-events") { Description = "Also creates the event sessions on that instance." };
        var print = new Option<bool>("--print")
        {
            Description = "Prints what to run by hand, and changes and connects to nothing.",
        };
        var yes = new Option<bool>("--yes", "-y") { Description = "Asks nothing: what is not given has its default." };
        var command = new Command(
            "install",
            "Sets AxMonitor up: checks the server, creates database, logins and event sessions, adds an instance, says how to publish reports and start the service, and checks it all. Safe to repeat."
        )
        {
            connection,
            service,
            servicePassword,
            reports,
            reportsPassword,
            instance,
            database,
            events,
            print,
            yes,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                var given = parsed.GetValue(connection);
                if (given is not null && ConnectionStrings.PasswordRefusal(given) is { } refusal)
                {
                    return await withoutSettings(() => throw new ConfigurationException([$"--connection {refusal}"]));
                }

                var request = new InstallRequest
                {
                    ServiceLogin = parsed.GetValue(service)!,
                    ServiceSecret = parsed.GetValue(servicePassword),
                    ReportsLogin = parsed.GetValue(reports)!,
                    ReportsSecret = parsed.GetValue(reportsPassword),
                    Instance = parsed.GetValue(instance),
                    AxDatabase = parsed.GetValue(database),
                    WithEvents = parsed.GetValue(events),
                };
                if (parsed.GetValue(print))
                {
                    return await withoutSettings(async () =>
                    {
                        await output.WriteLineAsync(HandSteps.Text(request));
                        return 0;
                    });
                }

                return await guarded(
                    parsed,
                    given is null ? [] : [$"Repository:ConnectionString={given}"],
                    async options =>
                    {
                        if (!parsed.GetValue(yes))
                        {
                            request = await new InstallQuestions(input, output).AskAsync(request, options, cancel);
                            if (!request.IsConfirmed)
                            {
                                await output.WriteLineAsync("Nothing was changed.");
                                return 1;
                            }
                        }

                        return await new Installation(options, request, output).RunAsync(cancel);
                    }
                );
            }
        );
        return command;
    }
}
