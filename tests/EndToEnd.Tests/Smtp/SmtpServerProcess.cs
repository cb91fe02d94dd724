// Runs the aiosmtpd server of smtp_server.py as a child process: mail leaves the product through an SMTP
// server that others wrote.
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace AxMonitor.EndToEnd.Tests.Smtp;

/// <summary>An SMTP server on loopback whose behaviour a test sets.</summary>
internal sealed class SmtpServerProcess : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly Process _process;
    private readonly Channel<SmtpEvent> _events = Channel.CreateUnbounded<SmtpEvent>();
    private readonly Lock _gate = new();
    private readonly List<SmtpEvent> _seen = [];
    private readonly Task _reading;

    private SmtpServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
        _reading = ReadAsync();
    }

    public int Port { get; }

    /// <summary>Every message and refusal so far, oldest first.</summary>
    public IReadOnlyList<SmtpEvent> Seen
    {
        get
        {
            lock (_gate)
            {
                return _seen.ToArray();
            }
        }
    }

    public static async Task<SmtpServerProcess> StartAsync(int port, CancellationToken cancellationToken)
    {
        if (!File.Exists(Python))
        {
            Assert.Ignore($"{Python} is not installed; .ci/run installs it with python3-aiosmtpd.");
        }

        var script = Path.Combine(AppContext.BaseDirectory, "Smtp", "smtp_server.py");
        var process = Process.Start(
            new ProcessStartInfo(Python, [script, port.ToString(System.Globalization.CultureInfo.InvariantCulture)])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var first = await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (first is null)
        {
            var error = await process.StandardError.ReadToEndAsync(cancellationToken);
            if (error.Contains("No module named 'aiosmtpd'", StringComparison.Ordinal))
            {
                Assert.Ignore("python3-aiosmtpd is not installed; .ci/run installs it.");
            }

            throw new InvalidOperationException($"The SMTP server did not start: {error}");
        }

        using var ready = JsonDocument.Parse(first);
        return new SmtpServerProcess(process, ready.RootElement.GetProperty("port").GetInt32());
    }

    /// <summary>Sends one of the commands of smtp_server.py.</summary>
    public async Task TellAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>The next message or refusal that was not returned before.</summary>
    public async Task<SmtpEvent> NextAsync(CancellationToken cancellationToken) =>
        await _events.Reader.ReadAsync(cancellationToken);

    /// <summary>The next accepted message whose subject holds a text; what comes before is passed
    /// over.</summary>
    public async Task<SmtpEvent> NextMessageAsync(string subjectPart, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = await NextAsync(cancellationToken);
            if (next.Event == "message" && next.Subject.Contains(subjectPart, StringComparison.OrdinalIgnoreCase))
            {
                return next;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var next = JsonSerializer.Deserialize<SmtpEvent>(line, JsonSerializerOptions.Web)!;
            lock (_gate)
            {
                _seen.Add(next);
            }

            _events.Writer.TryWrite(next);
        }

        _events.Writer.TryComplete();
    }
}
