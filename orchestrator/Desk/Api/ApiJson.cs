// How the API writes and reads JSON: one set of options for answers, bodies and the OpenAPI document.
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>The options.</summary>
internal static class ApiJson
{
    /// <summary>For what is written outside of an endpoint, and for bodies.</summary>
    public static JsonSerializerOptions Options { get; } = Set(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Sets them.</summary>
    public static JsonSerializerOptions Set(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.MaxDepth = 16;

        // ASP.NET leaves angle brackets as they are; collected texts are nobody's markup.
        options.Encoder = JavaScriptEncoder.Default;
        options.Converters.Add(new UtcTimeConverter());
        return options;
    }

    /// <summary>The repository's times are UTC, and say so.</summary>
    private sealed class UtcTimeConverter : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && ApiTime.TryParse(reader.GetString()!, out var time)
                ? time
                : throw new JsonException(ApiTime.Expected);

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(ApiTime.Text(value));
    }
}

/// <summary>Times of the API.</summary>
internal static class ApiTime
{
    /// <summary>What would be right.</summary>
    public const string Expected = "a time from 2000 to 2100 such as 2026-05-01T06:00:00Z";

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>UTC; a text without an offset is UTC.</summary>
    public static bool TryParse(string text, out DateTime time)
    {
        time = default;
        if (
            !DateTimeOffset.TryParseExact(
                text,
                Formats,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var parsed
            )
            || parsed.UtcDateTime.Year is < 2000 or >= 2100
        )
        {
            return false;
        }

        time = parsed.UtcDateTime;
        return true;
    }

    /// <summary>As answers have it.</summary>
    public static string Text(DateTime value) => value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
