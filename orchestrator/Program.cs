// Entry point of `axmonitor`: everything is a command.
using System.CommandLine;
using AxMonitor.Orchestrator.Commands;

// On Ctrl+C or SIGTERM the service may finish the mail it is sending and record it; then the process ends in
// any case.
var settings = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(35) };
return await CommandLine.Build(Console.Out, Console.Error).Parse(args).InvokeAsync(settings);
