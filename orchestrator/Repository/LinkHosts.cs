// Which addresses a message may lead to. Whoever may change settings in the repository chooses where links of
// alerts point; whoever runs the service can hold that to servers of his own.
using System.Text;
using System.Text.Json;

namespace AxMonitor.Orchestrator.Repository;

/// <summary>Takes links to other hosts out of what is to be sent.</summary>
/// <param name="hosts">Names of hosts, without scheme and port; none allows every host.</param>
public sealed class LinkHosts(IReadOnlyCollection<string> hosts)
{
    private readonly HashSet<string> _hosts = new(hosts, StringComparer.OrdinalIgnoreCase);

    /// <summary>The payload without links that are no http(s) address of an allowed host. What cannot be read
    /// as JSON stays as it is: no link is taken from it.</summary>
    /// <param name="payloadJson">Properties whose names end in Url are links.</param>
    public string Keep(string payloadJson)
    {
        if (_hosts.Count == 0 || !payloadJson.Contains("Url\"", StringComparison.OrdinalIgnoreCase))
        {
            return payloadJson;
        }

        try
        {
            // Each of several properties of one name is looked at: nothing is bound to a model here.
            using var payload = JsonDocument.Parse(payloadJson);
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer))
            {
                Write(writer, payload.RootElement);
            }

            return Encoding.UTF8.GetString(buffer.ToArray());
        }
        catch (JsonException)
        {
            return payloadJson;
        }
    }

    private void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    if (property.Name.EndsWith("Url", StringComparison.OrdinalIgnoreCase) && !IsAllowed(property.Value))
                    {
                        writer.WriteNullValue();
                    }
                    else
                    {
                        Write(writer, property.Value);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private bool IsAllowed(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && Uri.TryCreate(value.GetString(), UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.UserInfo.Length == 0
        && _hosts.Contains(url.IdnHost);
}
