// Holds answers against the OpenAPI document that is served: status, content type, and each field of the
// JSON, with nothing in it that the document does not know.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AxMonitor.Desk.Tests;

/// <summary>The document.</summary>
internal sealed class AnswerSchema(JsonNode document)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The calls that it knows.</summary>
    public IEnumerable<string> Calls =>
        document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(m => $"{m.Key.ToUpperInvariant()} {p.Key}"));

    /// <summary>As it is kept beside the source.</summary>
    public string Text => document.ToJsonString(Indented).ReplaceLineEndings("\n");

    /// <summary>Fails where the document describes another answer.</summary>
    public void Check(string page, string method, HttpResponseMessage answer, string text)
    {
        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        var call = document["paths"]![page]![method.ToLowerInvariant()]!;
        var described = call["responses"]![status];
        Assert.That(described, Is.Not.Null, () => $"{method} {page}: {status} is not described. {text}");
        var type = answer.Content.Headers.ContentType?.MediaType;
        var content = described!["content"]?[type!];
        Assert.That(content, Is.Not.Null, () => $"{method} {page}: {status} as {type} is not described.");
        if (type!.EndsWith("json", StringComparison.Ordinal))
        {
            Check(content!["schema"]!, JsonDocument.Parse(text).RootElement, $"{method} {page} {status}");
        }
    }

    private void Check(JsonNode schema, JsonElement value, string place)
    {
        if (schema["$ref"] is { } reference)
        {
            Check(document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!, value, place);
            return;
        }

        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
        {
            var fitting = choices.FirstOrDefault(c => Fits(c!, value));
            Assert.That(fitting, Is.Not.Null, () => $"{place}: {value} fits none of {choices.ToJsonString()}");
            Check(fitting!, value, place);
            return;
        }

        Assert.That(Fits(schema, value), Is.True, () => $"{place}: {value} is not {schema.ToJsonString()}");
        if (schema["enum"] is JsonArray allowed)
        {
            Assert.That(allowed.Select(a => a?.ToString()), Does.Contain(value.ToString()), place);
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var known = schema["properties"]!.AsObject();
                foreach (var name in schema["required"]?.AsArray().Select(r => r!.GetValue<string>()) ?? [])
                {
                    Assert.That(value.TryGetProperty(name, out _), Is.True, () => $"{place}: {name} is missing");
                }

                foreach (var field in value.EnumerateObject())
                {
                    Assert.That(known.ContainsKey(field.Name), Is.True, () => $"{place}: {field.Name} is not described");
                    Check(known[field.Name]!, field.Value, $"{place}.{field.Name}");
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Check(schema["items"]!, item, place + "[]");
                }

                break;
            case JsonValueKind.String when schema["format"]?.GetValue<string>() == "date-time":
                Assert.That(value.GetString(), Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"), place);
                break;
        }
    }

    private static bool Fits(JsonNode schema, JsonElement value)
    {
        if (schema["$ref"] is not null)
        {
            return value.ValueKind is JsonValueKind.Object;
        }

        var types = schema["type"] switch
        {
            JsonArray several => several.Select(t => t!.GetValue<string>()).ToList(),
            { } one => [one.GetValue<string>()],
            _ => throw new InvalidOperationException("No type: " + schema.ToJsonString()),
        };
        return value.ValueKind switch
        {
            JsonValueKind.Null => types.Contains("null"),
            JsonValueKind.String => types.Contains("string"),
            JsonValueKind.True or JsonValueKind.False => types.Contains("boolean"),
            JsonValueKind.Array => types.Contains("array"),
            JsonValueKind.Object => types.Contains("object"),
            JsonValueKind.Number => types.Contains("number") || (types.Contains("integer") && value.TryGetInt64(out _)),
            _ => false,
        };
    }
}
