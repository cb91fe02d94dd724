// Builds the log: standard output, and files that roll by day and size. A log that cannot be written (no
// permission, disk full) is reported once on standard error; it throws nothing, ends nothing and holds up
// nothing.
using System.Globalization;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using Microsoft.Extensions.Hosting.WindowsServices;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Compact;
using Serilog.Sinks.File;

namespace AxMonitor.Orchestrator.Hosting;

/// <summary>The log of the service.</summary>
internal static class ServiceLog
{
    private const string TextLine =
        "{UtcTimestamp:yyyy-MM-dd HH:mm:ss.fff}Z {Level:u3} {EventId} {Message:lj}{NewLine}{Exception}";

    private static readonly TimeSpan ConsolePause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FilesPause = TimeSpan.FromSeconds(15);

    /// <param name="options">Where the log goes.</param>
    /// <param name="time">The service's clock.</param>
    /// <param name="errors">Gets the report that a part cannot be written.</param>
    /// <param name="health">Gets the state of the parts.</param>
    public static Logger Create(LogOptions options, TimeProvider time, TextWriter errors, LogHealth health)
    {
        // The level is decided before, by Microsoft.Extensions.Logging.
        var log = new LoggerConfiguration().MinimumLevel.Verbose().Enrich.With(new EventShape(time));
        var failures = new LogFailures(time, errors);
        Action<LoggerSinkConfiguration>? console = options.Console switch
        {
            ConsoleLog.Text or ConsoleLog.Auto when options.Console == ConsoleLog.Text || !Console.IsOutputRedirected =>
                sinks => sinks.Console(outputTemplate: TextLine, formatProvider: CultureInfo.InvariantCulture),
            ConsoleLog.Json or ConsoleLog.Auto => sinks => sinks.Console(new RenderedCompactJsonFormatter()),
            _ => null,
        };
        if (console is not null)
        {
            log.WriteTo.Sink(
                new LogTarget(
                    "The log on standard output",
                    listener => Open(console, listener),
                    () => true,
                    ConsolePause,
                    failures,
                    health
                )
            );
        }

        if (options.Folder is { Length: > 0 } folder)
        {
            var lines = new WholeLines();
            log.WriteTo.Sink(
                new LogTarget(
                    $"The log in '{folder}'",
                    listener => Open(sinks => WriteFiles(sinks, folder, options, lines), listener),
                    () => File.Exists(lines.Path),
                    FilesPause,
                    failures,
                    health
                )
            );
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
        using var provider = new SerilogLoggerProvider(
            Create(options, TimeProvider.System, TextWriter.Null, new LogHealth()),
            dispose: true
        );
        using var factory = LoggerFactory.Create(b => b.AddProvider(provider));
        Observe.Log.NotStarted(factory.CreateLogger(nameof(ServiceLog)), reason);
    }

    private static ILogEventSink Open(Action<LoggerSinkConfiguration> configure, ILoggingFailureListener listener) =>
        LoggerSinkConfiguration.Wrap(
            sink =>
            {
                (sink as ISetLoggingFailureListener)?.SetFailureListener(listener);
                return sink;
            },
            configure
        );

    private static void WriteFiles(
        LoggerSinkConfiguration sinks,
        string folder,
        LogOptions options,
        FileLifecycleHooks hooks
    ) =>
        sinks.File(
            new RenderedCompactJsonFormatter(),
            Path.Combine(folder, "axmonitor-.jsonl"),
            rollingInterval: RollingInterval.Day,
            rollOnFileSizeLimit: true,
            fileSizeLimitBytes: options.MaxFileMb * 1024L * 1024L,
            retainedFileCountLimit: options.MaxFiles,
            retainedFileTimeLimit: TimeSpan.FromDays(options.RetainedDays),
            hooks: hooks
        );
}
