// Entry point of the sandbox.
using System.CommandLine;
using System.CommandLine.Invocation;
using AxMonitor.Sandbox;

var command = SandboxCommand.Create().Parse(args);
if (command.Action is ParseErrorAction refusal)
{
    // What is wrong stands alone; all options below it would bury it.
    refusal.ShowHelp = false;
}

// A busy machine may need more than the two seconds that are usual to end everything in order.
return await command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
