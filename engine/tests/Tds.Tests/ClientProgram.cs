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

    /// <summary>A script of the folder node over a package of npm; its standard output is JSON.</summary>
    public static async Task<Result> NodeAsync(string package, string script, int port, string password)
    {
        var folder = Path.GetFullPath(Path.Combine(TestContext.CurrentContext.TestDirectory, "../../../node"));
        if (!Directory.Exists(Path.Combine(folder, "node_modules", package)))
        {
            Assert.Ignore($"{package} is not installed: run 'npm install' in engine/tests/Tds.Tests/node.");
        }

        return await RunAsync(
            "node",
            "install Node.js",
            [Path.Combine(folder, script), port.ToString(CultureInfo.InvariantCulture), password],
            "",
            null
        );
    }

    /// <summary>The jTDS program, compiled as it starts; its standard output has a line for each thing
    /// seen.</summary>
    public static async Task<Result> JtdsAsync(int port, string password)
    {
        const string driver = "/usr/share/java/jtds.jar";
        if (!File.Exists(driver))
        {
            Assert.Ignore("jTDS is not installed: install the package libjtds-java.");
        }

        var program = Path.GetFullPath(Path.Combine(TestContext.CurrentContext.TestDirectory, "../../../java/Client.java"));
        var run = await RunAsync(
            "java",
            "install a JDK",
            [
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                driver,
                program,
                port.ToString(CultureInfo.InvariantCulture),
                password,
            ],
            "",
            null
        );
        if (run.Error.Contains("jdk.compiler", StringComparison.Ordinal))
        {
            Assert.Ignore("Java is installed without a compiler: install a JDK.");
        }

        return run;
    }

    /// <summary>A tool of FreeTDS that reads the server from freetds.conf.</summary>
    public static async Task<Result> FreeTdsAsync(
        string tool,
        int port,
        string password,
        IEnumerable<string> arguments,
        string input = ""
    )
    {
        var configuration = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                configuration,
                string.Create(CultureInfo.InvariantCulture, $"[sandbox]\nhost = 127.0.0.1\nport = {port}\ntds version = 7.4\nclient charset = UTF-8\n")
            );
            return await RunAsync(
                tool,
                "install the package freetds-bin",
                ["-S", "sandbox", "-U", "sa", "-P", password, .. arguments],
                input,
                info =>
                {
                    info.Environment["FREETDSCONF"] = configuration;
                    info.Environment["LC_ALL"] = "C.UTF-8";
                }
            );
        }
        finally
        {
            File.Delete(configuration);
        }
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
