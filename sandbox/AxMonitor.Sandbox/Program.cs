// Entry point of the sandbox.
using AxMonitor.Sandbox;

return await SandboxCommand.Create().Parse(args).InvokeAsync();
