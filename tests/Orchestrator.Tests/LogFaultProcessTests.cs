// The real `axmonitor run` with a log that cannot be written: it starts, lives, answers, recovers when there
// is room again, and ends with the right code.
using System.Diagnostics;
using System.Globalization;

namespace AxMonitor.Orchestrator.Tests;

[Platform("Linux")]
public sealed class LogFaultProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly TempFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("> /dev/full")]
    [TestCase("> /dev/full 2>&1")]
    [TestCase(">&- 2>&-")]
    public async Task Full_or_closed_outputs_are_survived(string outputs)
    {
        var port = FreePort();
        using var process = Start(outputs, ("AXMONITOR__Observe__Port", port));
        await LivesAsync(process, port);
        Assert.That(await StopAsync(process), Is.Zero);
    }

    [Test]
    public async Task A_full_disk_is_survived_and_the_log_goes_on_when_there_is_room_again()
    {
        var logs = Directory.CreateDirectory(Path.Combine(_folder.Path, "logs")).FullName;
        string[] days = [Today(0), Today(1)];
        foreach (var day in days)
        {
            File.CreateSymbolicLink(Path.Combine(logs, day), "/dev/full");
        }

        var port = FreePort();
        using var process = Start("> /dev/full", ("AXMONITOR__Observe__Port", port), ("AXMONITOR__Log__Folder", logs));
        await LivesAsync(process, port);
        await UntilAsync(
            async () => (await HealthAsync(port)).Contains("No space left", StringComparison.Ordinal),
            () => process.HasExited
        );

        foreach (var day in days)
        {
            File.Delete(Path.Combine(logs, day));
        }

        await UntilAsync(
            () => Task.FromResult(Text(logs).Contains("\"EventId\":1007", StringComparison.Ordinal)),
            () => process.HasExited
        );
        Assert.That(await StopAsync(process), Is.Zero);
        Assert.That(Text(logs), Does.Contain("events are missing here").And.Contain("\"EventId\":1002"));
    }

    [Test]
    public async Task A_log_folder_that_is_taken_away_is_made_again()
    {
        var logs = Path.Combine(_folder.Path, "logs");
        var port = FreePort();
        using var process = Start("> /dev/null", ("AXMONITOR__Observe__Port", port), ("AXMONITOR__Log__Folder", logs));
        await UntilAsync(() => Task.FromResult(Text(logs).Length > 0), () => process.HasExited);
        Directory.Move(logs, logs + ".old");
        await UntilAsync(() => Task.FromResult(Text(logs).Length > 0), () => process.HasExited);
        Assert.That(await StopAsync(process), Is.Zero);
    }

    private Process Start(string outputs, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList =
            {
                "-c",
                $"exec dotnet {Path.Combine(AppContext.BaseDirectory, "axmonitor.dll")} run --config {_folder.Path} {outputs}",
            },
            UseShellExecute = false,
        };
        start.Environment["AXMONITOR__Repository__ConnectionString"] =
            "Server=127.0.0.1,1;User ID=x;Password=x;Connect Timeout=1";
        start.Environment["AXMONITOR__Log__MinimumLevel"] = "Debug";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static Task LivesAsync(Process process, string port) =>
        UntilAsync(
            async () => (await HealthAsync(port)).Contains("\"loops\"", StringComparison.Ordinal),
            () => process.HasExited
        );

    private static async Task<string> HealthAsync(string port)
    {
        using var http = new HttpClient();
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health"));
            return await answer.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }

    private static async Task<int> StopAsync(Process process)
    {
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    private static async Task UntilAsync(Func<Task<bool>> isReached, Func<bool> hasEnded)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await isReached())
        {
            Assert.That(hasEnded(), Is.False, "the service has ended");
            await pace.WaitForNextTickAsync(limit.Token);
        }
    }

    private static string Text(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return "";
        }

        var text = new System.Text.StringBuilder();
        foreach (var file in Directory.GetFiles(folder).Where(f => new FileInfo(f).LinkTarget is null))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }

    private static string Today(int plusDays) =>
        $"axmonitor-{DateTime.Now.AddDays(plusDays).ToString("yyyyMMdd", CultureInfo.InvariantCulture)}.jsonl";

    private static string FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
