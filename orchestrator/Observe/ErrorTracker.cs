// Sends errors of the log to a tracker that speaks Sentry's protocol. What is sent is chosen, not filtered:
// the sentence's template, ids, names of the product's own and the stack. The texts of errors and all other
// values may hold statements, AX names or addresses of servers; they stay in the log, under the same id.
using System.Globalization;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>Takes the errors of the log.</summary>
internal sealed class ErrorTracker : ILoggerProvider, ISupportExternalScope
{
    // Values of a line that go with it: of the product's own making, each with a bounded number of texts.
    private static readonly string[] Told = ["Collector", "Job", "JobId", "Kind", "Loop", "Outcome", "RunId", "RequestId", "Statement"];
    private readonly SentryClient _client;
    private IExternalScopeProvider? _scopes;

    /// <param name="dsn">Where to, with its key.</param>
    /// <param name="environment">What this installation is called there.</param>
    /// <param name="logger">Is told when the tracker does not answer.</param>
    public ErrorTracker(string dsn, string environment, Func<ILogger> logger)
    {
        var options = new SentryOptions
        {
            Dsn = dsn,
            Environment = environment,
            Release = "axmonitor@" + typeof(ErrorTracker).Assembly.GetName().Version?.ToString(3),
            SendDefaultPii = false,
            MaxBreadcrumbs = 0,
            AutoSessionTracking = false,
            AttachStacktrace = false,
            ReportAssembliesMode = ReportAssembliesMode.None,
            SendClientReports = false,
            CaptureFailedRequests = false,
            ShutdownTimeout = TimeSpan.FromSeconds(2),
        };
        var watch = new ReceiverWatch("errors", new Uri(dsn).GetLeftPart(UriPartial.Authority).Split('@')[^1], logger);
        options.CreateHttpMessageHandler = watch.Handler;
        options.SetBeforeSend((e, _) => Strip(e));
        _client = new SentryClient(options);
    }

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Tracking(this, categoryName);

    /// <inheritdoc />
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <inheritdoc />
    public void Dispose()
    {
        _client.Flush(TimeSpan.FromSeconds(2));
        _client.Dispose();
    }

    /// <summary>Texts of exceptions go; their types, the server's number and the stack stay.</summary>
    private static SentryEvent Strip(SentryEvent error)
    {
        foreach (var exception in error.SentryExceptions ?? [])
        {
            exception.Value = "The text stays in the log.";
            exception.Mechanism?.Data.Clear();
        }

        error.ServerName = null;
        return error;
    }

    private void Take(
        string category,
        LogLevel level,
        EventId id,
        string template,
        IEnumerable<KeyValuePair<string, object?>> values,
        Exception? error
    )
    {
        var sent = new SentryEvent(error)
        {
            Level = level == LogLevel.Critical ? SentryLevel.Fatal : SentryLevel.Error,
            Logger = category,
            Message = new SentryMessage { Message = template, Formatted = template },
        };
        sent.SetTag("event", id.Id.ToString(CultureInfo.InvariantCulture));
        Tell(sent, values);
        _scopes?.ForEachScope(
            static (scope, e) =>
            {
                if (scope is IEnumerable<KeyValuePair<string, object>> fields)
                {
                    Tell(e, fields.Select(f => KeyValuePair.Create(f.Key, (object?)f.Value)));
                }
            },
            sent
        );
        for (var e = error; e is not null; e = e.InnerException)
        {
            if (e is SqlException sql)
            {
                sent.SetTag("sql_error", sql.Number.ToString(CultureInfo.InvariantCulture));
            }
        }

        _client.CaptureEvent(sent);
    }

    private static void Tell(SentryEvent sent, IEnumerable<KeyValuePair<string, object?>> values)
    {
        foreach (var (name, value) in values)
        {
            if (value is not null && Told.Contains(name, StringComparer.Ordinal))
            {
                sent.SetTag(name, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
            }
        }
    }

    private sealed class Tracking(ErrorTracker tracker, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => tracker._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Error or LogLevel.Critical;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            var template =
                values.FirstOrDefault(v => v.Key == "{OriginalFormat}").Value as string ?? "A line without a template";
            tracker.Take(category, logLevel, eventId, template, values, exception);
        }
    }
}
