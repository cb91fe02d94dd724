// Builds the log: standard output, and files that roll by day and size. A log that cannot be written (no
// permission, disk full) is reported once on standard error; it throws nothing and ends nothing.
using System.Globalization;
using AxMonitor.Orchestrator.Configuration;
using Microsoft.Extensions.Hosting.WindowsServices;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Compact;

namespace AxMonitor.Orchestrator.Hosting;

/// <summary>The log of the service.</summary>
internal static class ServiceLog
{
    private const string TextLine =
        "{UtcTimestamp:yyyy-MM-dd HH:mm:ss.fff}Z {Level:u3} {EventId} {Message:lj}{NewLine}{Exception}";

    /// <param name="options">Where the log goes.</param>
    /// <param name="time">The service's clock.</param>
    /// <param name="errors">Gets the report that the files cannot be written.</param>
    public static Logger Create(LogOptions options, TimeProvider time, TextWriter errors)
    {
        // The level is decided before, by Microsoft.Extensions.Logging.
        var log = new LoggerConfiguration().MinimumLevel.Verbose().Enrich.With(new EventShape(time));
        switch (options.Console)
        {
            case ConsoleLog.Text or ConsoleLog.Auto when options.Console == ConsoleLog.Text || !Console.IsOutputRedirected:
                log.WriteTo.Console(outputTemplate: TextLine, formatProvider: CultureInfo.InvariantCulture);
                break;
            case ConsoleLog.Json or ConsoleLog.Auto:
                log.WriteTo.Console(new RenderedCompactJsonFormatter());
                break;
        }

        if (options.Folder is { Length: > 0 } folder)
        {
            var files = LoggerSinkConfiguration.Wrap(
                inner => new GuardedSink(inner),
                sinks => WriteFiles(sinks, folder, options)
            );
            log.WriteTo.Fallible(sinks => sinks.Sink(files), new LogFailures(folder, time, errors));
        }

        return log.CreateLogger();
    }

    /// <summary>Where the files of a service go: systemd names a folder (LogsDirectory=), Windows has one for
    /// all programs' data.</summary>
    public static string? FolderOfService(bool isWindowsService) =>
        isWindowsService
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "AxMonitor", "logs")
            : Environment.GetEnvironmentVariable("LOGS_DIRECTORY")?.Split(':')[0];

    /// <summary>Leaves the reason in the log of the service: a Windows service has no standard
    /// error.</summary>
    public static void ReportNotStarted(string reason)
    {
        if (WindowsServiceHelpers.IsWindowsService())
        {
            ReportNotStarted(reason, FolderOfService(isWindowsService: true)!);
        }
    }

    internal static void ReportNotStarted(string reason, string folder)
    {
        var options = new LogOptions { Console = ConsoleLog.Off, Folder = folder };
        using var provider = new SerilogLoggerProvider(Create(options, TimeProvider.System, TextWriter.Null), dispose: true);
        using var factory = LoggerFactory.Create(b => b.AddProvider(provider));
        Observe.Log.NotStarted(factory.CreateLogger(nameof(ServiceLog)), reason);
    }

    private static void WriteFiles(LoggerSinkConfiguration sinks, string folder, LogOptions options) =>
        sinks.File(
            new RenderedCompactJsonFormatter(),
            Path.Combine(folder, "axmonitor-.jsonl"),
            rollingInterval: RollingInterval.Day,
            rollOnFileSizeLimit: true,
            fileSizeLimitBytes: options.MaxFileMb * 1024L * 1024L,
            retainedFileCountLimit: options.MaxFiles,
            retainedFileTimeLimit: TimeSpan.FromDays(options.RetainedDays)
        );
}
