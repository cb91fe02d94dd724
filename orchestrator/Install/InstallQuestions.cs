// Asks what an installation was not told, line by line, with the default in brackets: an empty answer takes
// it.
using AxMonitor.Orchestrator.Configuration;

namespace AxMonitor.Orchestrator.Install;

/// <summary>The questions.</summary>
internal sealed class InstallQuestions(TextReader input, TextWriter output)
{
    /// <summary>Asks all of them; the answer says whether to begin.</summary>
    public async Task<InstallRequest> AskAsync(InstallRequest known, OrchestratorOptions options, CancellationToken cancel)
    {
        await output.WriteLineAsync($"Repository: {ConnectionStrings.Describe(options.RepositoryConnectionString)}");
        var service = await AskAsync("Login of the service", known.ServiceLogin, cancel);
        var reports = await AskAsync("Login of the reports", known.ReportsLogin, cancel);
        var names = string.Join(", ", options.Instances.Keys.Order(StringComparer.OrdinalIgnoreCase));
        var instance = await AskAsync(
            $"First watched instance{(names.Length > 0 ? $" (configured: {names})" : "")}, - for none",
            known.Instance ?? options.Instances.Keys.FirstOrDefault() ?? "-",
            cancel
        );
        var request = known with { ServiceLogin = service, ReportsLogin = reports, Instance = instance == "-" ? null : instance };
        if (request.Instance is not null)
        {
            request = request with
            {
                AxDatabase = await AskAsync("AX database on it", known.AxDatabase ?? "MicrosoftDynamicsAX", cancel),
                WithEvents = await IsYesAsync("Create its event sessions", known.WithEvents, cancel),
            };
        }

        return request with { IsConfirmed = await IsYesAsync("Begin", byDefault: true, cancel) };
    }

    private async Task<string> AskAsync(string question, string byDefault, CancellationToken cancel)
    {
        await output.WriteAsync($"{question} [{byDefault}]: ".AsMemory(), cancel);
        await output.FlushAsync(cancel);
        var answer = (await input.ReadLineAsync(cancel))?.Trim();
        return string.IsNullOrEmpty(answer) ? byDefault : answer;
    }

    private async Task<bool> IsYesAsync(string question, bool byDefault, CancellationToken cancel) =>
        (await AskAsync(question + "? y/n", byDefault ? "y" : "n", cancel)).StartsWith("y", StringComparison.OrdinalIgnoreCase);
}
