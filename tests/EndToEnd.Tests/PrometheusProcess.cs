// A real Prometheus on a free port, with its data in a folder of the test's.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace AxMonitor.EndToEnd.Tests;

/// <summary>A running Prometheus.</summary>
internal sealed class PrometheusProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly string _address;
    private readonly Task<string> _log;

    private PrometheusProcess(Process process, HttpClient http, string address)
    {
        _process = process;
        _http = http;
        _address = address;
        _log = process.StandardError.ReadToEndAsync();
    }

    public static PrometheusProcess Start(string folder, HttpClient http)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = $"127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();
        var start = new ProcessStartInfo(
            PrometheusTools.Find("prometheus"),
            [
                $"--config.file={Path.Combine(folder, "prometheus.yml")}",
                $"--storage.tsdb.path={Path.Combine(folder, "data")}",
                $"--web.listen-address={address}",
            ]
        )
        {
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        return new PrometheusProcess(Process.Start(start)!, http, "http://" + address);
    }

    /// <summary>Waits until it answers.</summary>
    public async Task ReadyAsync(CancellationToken cancel)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync(_address + "/-/ready", cancel);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // It has not begun to listen.
            }

            Assert.That(_process.HasExited, Is.False, () => _log.Result);
            await pace.WaitForNextTickAsync(cancel);
        }
    }

    /// <summary>The series that a query gives now.</summary>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string query) =>
        [.. (await AskAsync("/api/v1/query?query=" + Uri.EscapeDataString(query))).GetProperty("data").GetProperty("result").EnumerateArray()];

    /// <summary>success or error.</summary>
    public async Task<string> StatusAsync(string query) =>
        (await AskAsync("/api/v1/query?query=" + Uri.EscapeDataString(query))) is var answer
        && answer.GetProperty("status").GetString() == "success"
            ? "success"
            : answer.GetProperty("error").GetString()!;

    /// <summary>The names of all series.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync() =>
        [.. (await AskAsync("/api/v1/label/__name__/values")).GetProperty("data").EnumerateArray().Select(n => n.GetString()!)];

    /// <summary>Rules that could not be evaluated.</summary>
    public async Task<IReadOnlyList<string>> RuleFaultsAsync() =>
        [
            .. (await AskAsync("/api/v1/rules"))
                .GetProperty("data")
                .GetProperty("groups")
                .EnumerateArray()
                .SelectMany(g => g.GetProperty("rules").EnumerateArray())
                .Where(r => r.GetProperty("health").GetString() != "ok")
                .Select(r => r.GetRawText()),
        ];

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<JsonElement> AskAsync(string path)
    {
        using var answer = await _http.GetAsync(_address + path);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }
}
