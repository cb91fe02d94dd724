// Entry point of `axmonitor`: everything is a command.
using System.CommandLine;
using AxMonitor.Orchestrator.Commands;

// On Ctrl+C or SIGTERM the service may finish the mail it is sending and record it; then the process ends in
// any case.
var settings = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(35) };
return await CommandLine.RunAsync(args, Console.Out, Console.Error, settings);
