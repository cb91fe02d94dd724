// Debian's Prometheus and Alertmanager with their tools, from the path or from where .ci/prometheus unpacks
// them.
using System.Diagnostics;
using AxMonitor.Tests.Shared;

namespace AxMonitor.EndToEnd.Tests;

/// <summary>Runs a tool to its end.</summary>
internal static class PrometheusTools
{
    /// <summary>The path of a tool; ends the test as ignored where there is none.</summary>
    public static string Find(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append(RepositoryRoot.Combine("artifacts", "tools", "usr", "bin"));
        if (folders.Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists) is not { } path)
        {
            Assert.Ignore($"{name} is not installed; .ci/run installs it.");
            throw new InvalidOperationException();
        }

        return path;
    }

    /// <summary>Runs a tool; returns its exit code and what it wrote.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string name, string folder, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Find(name), arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
