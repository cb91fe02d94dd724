// Runs smtp_server.py as a child process and reads what it took. Tests that need it are skipped, with the
// reason, where Python or aiosmtpd is not installed.
using System.Diagnostics;
using System.Text.Json;

namespace AxMonitor.Orchestrator.Tests.Doubles;

internal sealed class SmtpServer : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Process _process;

    private SmtpServer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public static async Task<SmtpServer> StartAsync(params string[] behaviours)
    {
        if (!File.Exists(Python))
        {
            Assert.Ignore($"{Python} is not installed.");
        }

        var start = new ProcessStartInfo(Python)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Doubles", "smtp_server.py") },
        };
        foreach (var behaviour in behaviours)
        {
            start.ArgumentList.Add(behaviour);
        }

        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        if (line is null)
        {
            var error = await process.StandardError.ReadToEndAsync();
            process.Dispose();
            if (error.Contains("No module named 'aiosmtpd'", StringComparison.Ordinal))
            {
                Assert.Ignore("Debian's python3-aiosmtpd is not installed.");
            }

            throw new InvalidOperationException("The SMTP server did not start: " + error);
        }

        using var json = JsonDocument.Parse(line);
        return new SmtpServer(process, json.RootElement.GetProperty("port").GetInt32());
    }

    /// <summary>The next message that the server took.</summary>
    public async Task<ReceivedMail> ReceiveAsync()
    {
        var line =
            await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException("The SMTP server ended.");
        return JsonSerializer.Deserialize<ReceivedMail>(line, JsonSerializerOptions.Web)!;
    }

    /// <summary>Stops the server and returns the messages not yet received.</summary>
    public async Task<int> StopAndCountRestAsync()
    {
        _process.StandardInput.Close();
        var rest = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        return rest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    internal sealed record ReceivedMail(string From, string[] To, string Content);
}
