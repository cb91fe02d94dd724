// The JSON log: one line per event, fields in a fixed order, so that grep, jq and log shippers can rely on
// it. Times are UTC; the named values of an event become fields of their own.
using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>Writes log events as JSON lines.</summary>
public sealed class JsonLineLoggerProvider(TextWriter sink, TimeProvider time) : ILoggerProvider
{
    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, name => new JsonLineLogger(name, this));

    public void Dispose() => sink.Flush();

    private void Write(string category, LogLevel level, EventId id, string message, object? state, Exception? error)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Format))
        {
            json.WriteStartObject();
            json.WriteString(
                "at",
                time.GetUtcNow()
                    .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture)
            );
            json.WriteString("level", Name(level));
            json.WriteNumber("eventId", id.Id);
            if (id.Name is { } name)
            {
                json.WriteString("event", name);
            }

            json.WriteString("message", message);
            WriteValues(json, state);
            if (error is not null)
            {
                json.WriteStartObject("error");
                json.WriteString("type", error.GetType().FullName);
                json.WriteString(
                    "message",
                    error.InnerException is { } inner ? $"{error.Message} ({inner.Message})" : error.Message
                );
                json.WriteString("stack", error.StackTrace);
                json.WriteEndObject();
            }

            json.WriteString("category", category);
            json.WriteEndObject();
        }

        var line = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        lock (_gate)
        {
            sink.WriteLine(line);
            sink.Flush();
        }
    }

    private static void WriteValues(Utf8JsonWriter json, object? state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            return;
        }

        foreach (var (key, value) in values)
        {
            if (key.Length == 0 || string.Equals(key, "{OriginalFormat}", StringComparison.Ordinal))
            {
                continue;
            }

            json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(key));
            switch (value)
            {
                case null:
                    json.WriteNullValue();
                    break;
                case int number:
                    json.WriteNumberValue(number);
                    break;
                case long number:
                    json.WriteNumberValue(number);
                    break;
                case double number when double.IsFinite(number):
                    json.WriteNumberValue(number);
                    break;
                case bool flag:
                    json.WriteBooleanValue(flag);
                    break;
                case Guid guid:
                    json.WriteStringValue(guid);
                    break;
                case DateTime at:
                    json.WriteStringValue(at);
                    break;
                default:
                    json.WriteStringValue(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
                    break;
            }
        }
    }

    private static string Name(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "error",
            _ => "critical",
        };

    private sealed class JsonLineLogger(string category, JsonLineLoggerProvider provider) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => provider.Write(category, logLevel, eventId, formatter(state, exception), state, exception);
    }
}
