// Entry point of `axmonitor`: everything is a command.
using AxMonitor.Orchestrator.Commands;

return await CommandLine.Build(Console.Out, Console.Error).Parse(args).InvokeAsync();
