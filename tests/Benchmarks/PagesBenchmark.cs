// The report pages under load: users who read one page after another and think in between, over days of
// several instances. The repository is this process, portal and readers another. Some hours are watched, the
// days before are their copies.
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Sandbox.Stepped;

namespace AxMonitor.Benchmarks;

/// <summary>Pages and datasets: p50 and p95, errors.</summary>
internal static class PagesBenchmark
{
    private const int DefaultUsers = 10;
    private const double DefaultMinutes = 15;
    private const double DefaultDays = 7;
    private const int DefaultLoad = 4;
    private const int MostWatchedHours = 6;
    private static readonly string[] Instances = ["AXTEST", "AXDEV"];

    /// <param name="users">How many read at the same time, and as many at the desk; null for ten.</param>
    /// <param name="minutes">How long; null for 15.</param>
    /// <param name="days">Simulated days before; null for seven. A quarter of them is watched, six hours
    /// at most; the rest are copies of that.</param>
    /// <param name="load">How many times the default load; null for four.</param>
    /// <param name="masking">Value of setting MaskingOther meanwhile (the instances have no stage);
    /// null leaves it as it is shipped.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task RunAsync(
        string? users,
        string? minutes,
        string? days,
        string? load,
        string? masking,
        CancellationToken cancellationToken
    )
    {
        var history = TimeSpan.FromDays(Number(days, DefaultDays));
        var factor = load is null ? DefaultLoad : int.Parse(load, CultureInfo.InvariantCulture);
        await using var day = await WatchAsync(history, factor, cancellationToken);
        if (masking is not null)
        {
            await day.CallAsync(
                "config.SetSetting",
                new
                {
                    Name = "MaskingOther",
                    Value = masking,
                    ChangedBy = "benchmark",
                    Now = day.Time.Now,
                },
                cancellationToken
            );
        }

        var clock = Stopwatch.StartNew();
        var before = Process.GetCurrentProcess().TotalProcessorTime;

        // Portal and readers are another process, so that the processor time of this one is the repository's.
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        string[] arguments =
        [
            // Started as `dotnet FILE.dll`, the program is not this process's file.
            .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
                ? new[] { typeof(PagesBenchmark).Assembly.Location }
                : [],
            PagesReaders.Name,
            day.RepositoryConnectionString,
            users ?? FormattableString.Invariant($"{DefaultUsers}"),
            minutes ?? FormattableString.Invariant($"{DefaultMinutes}"),
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var readers = Process.Start(start)!;
        try
        {
            await readers.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            readers.Kill(entireProcessTree: true);
            throw;
        }

        var used = Process.GetCurrentProcess().TotalProcessorTime - before;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\nRepository: {used.TotalSeconds:0.0} s of processor time in {clock.Elapsed.TotalMinutes:0.0} minutes, {100 * used / clock.Elapsed / Environment.ProcessorCount:0.0} % of {Environment.ProcessorCount} processors; "
                    + $"{history.TotalDays:0.##} days of {Instances.Length + 1} instances at {factor} times the default load; "
                    + $"{Environment.WorkingSet / 1048576.0:N0} MB of memory."
            )
        );
        if (readers.ExitCode != 0)
        {
            throw new InvalidOperationException($"The readers ended with exit code {readers.ExitCode}; what went wrong stands above.");
        }
    }

    private static double Number(string? text, double otherwise) =>
        text is null ? otherwise : double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Three instances of one installation: the same server is watched under three names.</summary>
    private static async Task<WatchedDay> WatchAsync(TimeSpan history, int load, CancellationToken cancellationToken)
    {
        var watched = TimeSpan.FromHours(Math.Clamp(Math.Ceiling(history.TotalHours / 4), 1, MostWatchedHours));
        var day = await WatchedDay.PrepareAsync(
            new DateTime(2026, 3, 3, 6, 0, 0, DateTimeKind.Utc),
            new AxInstallationOptions { LoadFactor = load },
            cancellationToken
        );
        foreach (var instance in Instances)
        {
            await day.CallAsync(
                "ops.RegisterInstance",
                new
                {
                    InstanceName = instance,
                    ConnectionName = "prod",
                    AxDatabaseName = day.Ax.DatabaseName,
                    Now = day.Time.Now,
                },
                cancellationToken
            );
        }

        var clock = Stopwatch.StartNew();
        var from = day.Time.Now;
        await day.RunAsync(
            watched,
            async _ =>
            {
                await day.CallAsync("ops.FoldRollups", new { Now = day.Time.Now }, cancellationToken);
                await day.CallAsync("ops.RunMaintenance", new { Now = day.Time.Now }, cancellationToken);
            },
            cancellationToken
        );
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Watched in {clock.Elapsed.TotalMinutes:0.0} minutes; {day.Runs.Count} runs.")
        );
        if (history > watched)
        {
            await HistoryCopies.FillAsync(day, from, watched, from + watched - history, cancellationToken);
        }

        return day;
    }
}
