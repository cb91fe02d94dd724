// Commands of the desk, run in this process against the repository of the fixture.
using System.CommandLine;
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Orchestrator.Configuration;

namespace AxMonitor.Desk.Tests;

/// <summary>`axmonitor key` and `axmonitor job`.</summary>
internal static class DeskCommand
{
    public static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] words)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var root = new RootCommand { KeyCommand.Build(output, GuardedAsync), JobCommand.Build(output, GuardedAsync) };
        var parsed = root.Parse(words);
        Assert.That(parsed.Errors.Select(e => e.Message), Is.Empty);
        var code = await parsed.InvokeAsync();
        return (code, output.ToString(), errors.ToString());

        async Task<int> GuardedAsync(ParseResult command, Func<OrchestratorOptions, Task<int>> work)
        {
            try
            {
                return await work(DeskFixture.Options);
            }
            catch (ConfigurationException e)
            {
                await errors.WriteAsync(e.Message);
                return 2;
            }
        }
    }
}
