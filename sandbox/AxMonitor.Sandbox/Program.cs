// Entry point of the sandbox.
using System.CommandLine.Invocation;
using AxMonitor.Sandbox;

var command = SandboxCommand.Create().Parse(args);
if (command.Action is ParseErrorAction refusal)
{
    // What is wrong stands alone; all options below it would bury it.
    refusal.ShowHelp = false;
}

return await command.InvokeAsync();
