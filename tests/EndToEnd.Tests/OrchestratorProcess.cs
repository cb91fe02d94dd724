// Runs `axmonitor run` as a process of its own, configured by environment variables as a service would be, so
// that a test can kill it.
using System.Diagnostics;
using System.Threading.Channels;

namespace AxMonitor.EndToEnd.Tests;

/// <summary>A running orchestrator.</summary>
internal sealed class OrchestratorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _log = [];
    private readonly Task _reading;

    private OrchestratorProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>What it wrote so far, for the message of a failed test.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join(
                    Environment.NewLine,
                    _log.Where(l => !l.Contains("\"Event\":\"Collected\"", StringComparison.Ordinal)).TakeLast(40)
                );
            }
        }
    }

    /// <summary>Processor time it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Its working set.</summary>
    public long WorkingSet => _process.WorkingSet64;

    public static OrchestratorProcess Start(IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "axmonitor.dll"), "run"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        // Several run at once: none has the port of the shipped settings.
        start.Environment["AXMONITOR__Desk__Port"] = "";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new OrchestratorProcess(Process.Start(start)!);
    }

    /// <summary>Waits for a line of the log that holds a text.</summary>
    public async Task LoggedAsync(string text, CancellationToken cancellationToken)
    {
        while (!(await _lines.Reader.ReadAsync(cancellationToken)).Contains(text, StringComparison.Ordinal)) { }
    }

    /// <summary>Waits until it serves the desk; returns where.</summary>
    public Task<string> DeskAsync(CancellationToken cancellationToken) => AddressAsync("DeskServed", cancellationToken);

    /// <summary>Waits until it serves health and metrics, which is before the desk; returns where.</summary>
    public Task<string> ObserveAsync(CancellationToken cancellationToken) => AddressAsync("Observing", cancellationToken);

    private async Task<string> AddressAsync(string logEvent, CancellationToken cancellationToken)
    {
        while (true)
        {
            var line = await _lines.Reader.ReadAsync(cancellationToken);
            if (line.Contains($"\"Event\":\"{logEvent}\"", StringComparison.Ordinal))
            {
                return System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("Address").GetString()!;
            }
        }
    }

    /// <summary>SIGKILL: no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a service manager stops it; returns its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.Add(line);
            }

            _lines.Writer.TryWrite(line);
        }
    }
}
