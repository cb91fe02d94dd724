// The body of a request, as JSON in UTF-8. Everything beyond ASCII and everything that means something in
// HTML is escaped, so that no value can be taken for markup on the way.
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AxMonitor.Orchestrator.Deliver.Channels;

/// <summary>JSON bodies.</summary>
internal static class JsonBody
{
    /// <summary>A POST with a JSON body.</summary>
    public static HttpRequestMessage Post(Uri url, JsonObject body) => Post(url, Bytes(body));

    /// <summary>A POST with a JSON body that is written already.</summary>
    public static HttpRequestMessage Post(Uri url, byte[] body) =>
        new(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
            },
        };

    /// <summary>A JSON object as UTF-8.</summary>
    public static byte[] Bytes(JsonObject body) => JsonSerializer.SerializeToUtf8Bytes(body);

    /// <summary>An array of what is not null.</summary>
    public static JsonArray Array(IEnumerable<JsonNode?> nodes) => [.. nodes.Where(n => n is not null)];
}
