// Runs clients that others wrote as processes, and skips the test with a reason where they are not installed.
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

internal static class ClientProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>FreeTDS' tsql with the given batches ("…\nGO\n").</summary>
    public static async Task<Result> TsqlAsync(
        int port,
        string password,
        string batches,
        string version = "auto",
        string login = "sa"
    )
    {
        var port10 = port.ToString(CultureInfo.InvariantCulture);
        return await RunAsync(
            "tsql",
            "install the package freetds-bin",
            ["-H", "127.0.0.1", "-p", port10, "-U", login, "-P", password],
            batches + "exit\n",
            info =>
            {
                info.Environment["TDSVER"] = version;
                info.Environment["LC_ALL"] = "C.UTF-8";
            }
        );
    }

    /// <summary>The tedious script with the given steps; its standard output is JSON.</summary>
    public static async Task<Result> TediousAsync(int port, string password, params string[] steps)
    {
        var folder = Path.GetFullPath(Path.Combine(TestContext.CurrentContext.TestDirectory, "../../../node"));
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "tedious")))
        {
            Assert.Ignore("tedious is not installed: run 'npm install' in engine/tests/Tds.Tests/node.");
        }

        return await RunAsync(
            "node",
            "install Node.js",
            [Path.Combine(folder, "client.js"), port.ToString(CultureInfo.InvariantCulture), password, .. steps],
            "",
            null
        );
    }

    /// <summary>The pymssql script; its standard output is JSON.</summary>
    public static async Task<Result> PymssqlAsync(int port, string password, string version)
    {
        var script = Path.GetFullPath(Path.Combine(TestContext.CurrentContext.TestDirectory, "../../../python/client.py"));
        var run = await RunAsync(
            "/usr/bin/python3",
            "install Python and the package python3-pymssql",
            [script, port.ToString(CultureInfo.InvariantCulture), password, version],
            "",
            null
        );
        if (run.Error.Contains("No module named 'pymssql'", StringComparison.Ordinal))
        {
            Assert.Ignore("pymssql is not installed: install the package python3-pymssql.");
        }

        return run;
    }

    private static async Task<Result> RunAsync(
        string program,
        string remedy,
        IEnumerable<string> arguments,
        string input,
        Action<ProcessStartInfo>? prepare
    )
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        prepare?.Invoke(info);
        Process? process = null;
        try
        {
            process = Process.Start(info)!;
        }
        catch (Win32Exception)
        {
            Assert.Ignore($"'{program}' is not installed: {remedy}.");
        }

        using (process)
        {
            await process!.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            using var deadline = new CancellationTokenSource(Limit);
            try
            {
                await process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"'{program}' did not end within {Limit.TotalSeconds} s.");
            }

            return new Result(process.ExitCode, await output, await error);
        }
    }

    internal sealed record Result(int ExitCode, string Output, string Error);
}
