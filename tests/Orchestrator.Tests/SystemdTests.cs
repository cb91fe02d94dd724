// `axmonitor run` under systemd: the process announces its start and its end, and logs into the folder that
// systemd names.
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace AxMonitor.Orchestrator.Tests;

[Platform("Linux")]
public sealed class SystemdTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Test]
    public async Task The_service_announces_its_start_and_its_end()
    {
        using var folder = new TempFolder();
        var logs = Directory.CreateDirectory(Path.Combine(folder.Path, "logs")).FullName;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        var address = Path.Combine(folder.Path, "notify");
        socket.Bind(new UnixDomainSocketEndPoint(address));
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;

        // A program is a service of systemd when its parent is called so: here a shell of that name.
        var parent = Path.Combine(folder.Path, "systemd");
        File.CreateSymbolicLink(parent, "/bin/sh");
        var start = new ProcessStartInfo(parent)
        {
            ArgumentList =
            {
                "-c",
                $"dotnet {Path.Combine(AppContext.BaseDirectory, "axmonitor.dll")} run --config {folder.Path} & echo $!; wait $!",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["NOTIFY_SOCKET"] = address;
        start.Environment["LOGS_DIRECTORY"] = logs;
        start.Environment["AXMONITOR__Repository__ConnectionString"] =
            "Server=127.0.0.1,1;User ID=x;Password=x;Connect Timeout=1";
        using var process = Process.Start(start)!;
        var service = await process.StandardOutput.ReadLineAsync() ?? "";
        var text = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            Assert.That(Receive(socket), Is.EqualTo("READY=1"));
            using (var kill = Process.Start("kill", ["-TERM", service]))
            {
                await kill.WaitForExitAsync();
            }

            Assert.That(Receive(socket), Is.EqualTo("STOPPING=1"));
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        Assert.That(process.ExitCode, Is.Zero, string.Join(Environment.NewLine, await text));
        Assert.That(
            File.ReadAllText(Directory.GetFiles(logs).Single()),
            Does.Contain("\"EventId\":1000").And.Contain("\"EventId\":1002")
        );
    }

    private static string Receive(Socket socket)
    {
        var buffer = new byte[256];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
