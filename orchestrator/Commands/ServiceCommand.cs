// `axmonitor service`: on Windows it has sc.exe install, remove, start, stop or query the service; on Linux
// it prints what to do with the unit file.
using System.CommandLine;
using System.Diagnostics;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Hosting;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Calls sc.exe with arguments; returns its exit code and what it printed.</summary>
internal delegate Task<(int ExitCode, string Output)> ServiceControl(IReadOnlyList<string> arguments, CancellationToken cancel);

/// <summary>The command and its subcommands.</summary>
internal static class ServiceCommand
{
    private const int NotRunning = 1062;

    /// <param name="output">Gets what sc.exe prints, or the instructions.</param>
    /// <param name="errors">Gets what went wrong.</param>
    /// <param name="control">sc.exe; null where there is none.</param>
    /// <param name="ownCommand">The program and the arguments that make it run as this installation.</param>
    public static Command Build(
        TextWriter output,
        TextWriter errors,
        ServiceControl? control,
        Func<ParseResult, IReadOnlyList<string>> ownCommand
    )
    {
        var name = new Option<string>("--name")
        {
            Description = "Name of the Windows service.",
            DefaultValueFactory = _ => WindowsService.DefaultName,
            Recursive = true,
        };
        name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { Length: > 0 and <= 80 } text || !text.All(IsNameCharacter))
            {
                result.AddError("A name of a service has at most 80 letters, digits, '-' and '_'.");
            }
        });
        var account = new Option<string?>("--account")
        {
            Description =
                @"Account without password that the service runs as: a group managed account (DOMAIN\name$), or by default the virtual account NT SERVICE\NAME.",
        };
        var install = new Command(
            "install",
            "Installs the service: it starts with the machine and is restarted after a failure. --config and --environment are kept for it."
        )
        {
            account,
        };
        install.SetAction(
            (parsed, cancel) =>
            {
                var service = parsed.GetRequiredValue(name);
                var runsAs = parsed.GetValue(account) ?? WindowsService.VirtualAccount(service);
                return CallAsync("install", () => WindowsService.Install(service, runsAs, ownCommand(parsed)), cancel);
            }
        );
        return new Command("service", "The Windows service; on Linux, what to do with the unit file.")
        {
            name,
            install,
            Simple("uninstall", "Stops and removes the service.", WindowsService.Uninstall),
            Simple("start", "Starts the service.", service => [WindowsService.Start(service)]),
            Simple("stop", "Stops the service.", service => [WindowsService.Stop(service)]),
            Simple("status", "Prints the service's state.", service => [WindowsService.Status(service)]),
        };

        Command Simple(string action, string description, Func<string, IReadOnlyList<IReadOnlyList<string>>> calls)
        {
            var command = new Command(action, description);
            command.SetAction((parsed, cancel) => CallAsync(action, () => calls(parsed.GetRequiredValue(name)), cancel));
            return command;
        }

        async Task<int> CallAsync(string action, Func<IReadOnlyList<IReadOnlyList<string>>> calls, CancellationToken cancel)
        {
            if (control is null)
            {
                await output.WriteLineAsync(SystemdUnit.Instructions(action, AppContext.BaseDirectory));
                return 1;
            }

            IReadOnlyList<IReadOnlyList<string>> all;
            try
            {
                all = calls();
            }
            catch (ConfigurationException e)
            {
                await errors.WriteLineAsync(e.Message);
                return 2;
            }

            foreach (var arguments in all)
            {
                var (exitCode, text) = await control(arguments, cancel);
                var isExpected = exitCode == 0 || (action == "uninstall" && exitCode == NotRunning);
                if (!isExpected)
                {
                    await errors.WriteLineAsync($"sc.exe {arguments[0]} failed with code {exitCode}. {text.Trim()}");
                    if (WindowsService.Advice(exitCode) is { } advice)
                    {
                        await errors.WriteLineAsync(advice);
                    }

                    return 1;
                }

                await output.WriteLineAsync(text.Trim());
            }

            if (action == "install")
            {
                RegisterEventSource();
                await output.WriteLineAsync(
                    "Check the settings with: axmonitor check. Then start it with: axmonitor service start"
                );
            }

            return 0;
        }
    }

    /// <summary>sc.exe of this machine; null where there is none.</summary>
    public static ServiceControl? SystemControl() =>
        OperatingSystem.IsWindows()
            ? async (arguments, cancel) =>
            {
                var start = new ProcessStartInfo(Path.Combine(Environment.SystemDirectory, "sc.exe"), arguments)
                {
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                };
                using var process = Process.Start(start) ?? throw new InvalidOperationException("sc.exe could not be started.");
                var text = await process.StandardOutput.ReadToEndAsync(cancel);
                await process.WaitForExitAsync(cancel);
                return (process.ExitCode, text);
            }
    : null;

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    // Only an administrator may do this, so it cannot be left to the service.
    private static void RegisterEventSource()
    {
        if (OperatingSystem.IsWindows() && !EventLog.SourceExists(WindowsService.DefaultName))
        {
            EventLog.CreateEventSource(WindowsService.DefaultName, "Application");
        }
    }
}
