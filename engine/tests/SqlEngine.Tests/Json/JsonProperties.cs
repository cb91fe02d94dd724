// The JSON functions against System.Text.Json, over random documents and damaged texts.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Json;
using AxMonitor.Engine.Tests.Functions;
using AxMonitor.Engine.Types;
using FsCheck;
using FsCheck.Fluent;

namespace AxMonitor.Engine.Tests.Json;

[TestFixture]
internal sealed class JsonProperties
{
    private static readonly Config Runs = Seeds.Runs(2000);

    [Test]
    public void Every_path_to_a_value_finds_what_the_framework_finds() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    var root = Container(random, 0);
                    var text = root.ToJsonString();
                    foreach (var (path, node) in Paths(root, "$"))
                    {
                        var isScalar = node is null or JsonValue;
                        var value = Call("JSON_VALUE", text, path);
                        var query = Call("JSON_QUERY", text, path);
                        Assert.That(query, Is.EqualTo(isScalar ? null : node!.ToJsonString()), $"{text} {path}");
                        var expected =
                            node is not JsonValue scalar ? null
                            : scalar.GetValueKind() == JsonValueKind.String ? scalar.GetValue<string>()
                            : scalar.ToJsonString();
                        Assert.That(value, Is.EqualTo(expected), $"{text} {path}");
                    }
                }
            )
            .Check(Runs);

    [Test]
    public void A_damaged_text_is_json_exactly_when_the_framework_says_so() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    var text = Container(random, 0).ToJsonString();
                    var at = random.Next(text.Length);
                    var damaged = random.Next(3) switch
                    {
                        0 => text.Remove(at, 1),
                        1 => text.Insert(at, "{}[],:\"1 x\\"[random.Next(11)].ToString()),
                        _ => text,
                    };
                    Assert.That(Call("ISJSON", damaged, null), Is.EqualTo(IsJson(damaged) ? "1" : "0"), damaged);
                }
            )
            .Check(Runs);

    [Test]
    public void What_for_json_writes_the_framework_reads_back() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<string>(),
                ArbMap.Default.ArbFor<int>(),
                (text, number) =>
                {
                    var shown = text is null || text.Any(char.IsSurrogate) ? "x" : text;
                    var bind = ForJson.Bind(
                        new ForJsonOptions(null, true, false),
                        ["a.t", "a.n", "z"],
                        [SqlType.NVarChar(4000), SqlType.Int, SqlType.Int],
                        [false, false, false]
                    );
                    var json = JsonNode.Parse(
                        bind([
                                [SqlValue.FromString(shown), SqlValue.FromInt64(number), SqlValue.Null],
                            ])
                            .AsString()
                    )!;
                    Assert.That(json[0]!["a"]!["t"]!.GetValue<string>(), Is.EqualTo(shown));
                    Assert.That(json[0]!["a"]!["n"]!.GetValue<int>(), Is.EqualTo(number));
                    Assert.That(json[0]!["z"], Is.Null);
                }
            )
            .Check(Runs);

    [Test]
    public void Openjson_lists_the_members_that_the_framework_lists() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var root = Container(new Random(seed), 0);
                    var bound = OpenJson.DefaultSchema([SqlType.NVarChar(SqlType.Max)]);
                    var keys = bound
                        .Rows([SqlValue.FromString(root.ToJsonString())], new FixedContext())
                        .Select(r => r[0].AsString())
                        .ToList();
                    var expected = root is JsonObject o
                        ? o.Select(p => p.Key).ToList()
                        : Enumerable
                            .Range(0, ((JsonArray)root).Count)
                            .Select(i => i.ToString(CultureInfo.InvariantCulture))
                            .ToList();
                    Assert.That(keys, Is.EqualTo(expected));
                }
            )
            .Check(Runs);

    private static string? Call(string function, string text, string? path)
    {
        SqlValue[] values = path is null ? [SqlValue.FromString(text)] : [SqlValue.FromString(text), SqlValue.FromString(path)];
        var bound = ScalarFunctions.Bind(
            function,
            [.. values.Select(_ => SqlType.NVarChar(SqlType.Max))],
            [.. values.Select(_ => (SqlValue?)null)]
        )!;
        var result = bound.Invoke(values, new FixedContext());
        return result.IsNull ? null
            : bound.ResultType.IsCharacter ? result.AsString()
            : result.AsInt64().ToString(CultureInfo.InvariantCulture);
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonNode Container(Random random, int depth)
    {
        var count = random.Next(0, 4);
        if (random.Next(2) == 0)
        {
            var list = new JsonArray();
            for (var i = 0; i < count; i++)
            {
                list.Add(Node(random, depth));
            }

            return list;
        }

        var members = new JsonObject();
        for (var i = 0; i < count; i++)
        {
            members[new[] { "a", "b c", "d.e", "é", "_f1" }[random.Next(5)]] = Node(random, depth);
        }

        return members;
    }

    private static JsonNode? Node(Random random, int depth) =>
        random.Next(depth > 3 ? 5 : 7) switch
        {
            0 => null,
            1 => JsonValue.Create(random.Next(-1000, 1000)),
            2 => JsonValue.Create(random.Next(2) == 0),
            3 => JsonValue.Create(random.NextDouble() * 1000),
            4 => JsonValue.Create(new[] { "", "text", "quote\" and \\ and /", "tab\tline\n", "é€" }[random.Next(5)]),
            _ => Container(random, depth + 1),
        };

    private static IEnumerable<(string Path, JsonNode? Node)> Paths(JsonNode? node, string path)
    {
        yield return (path, node);
        var children = node switch
        {
            JsonObject members => members.Select(p => ($"{path}.\"{p.Key}\"", p.Value)),
            JsonArray list => list.Select((item, i) => (string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), item)),
            _ => [],
        };
        foreach (var (childPath, child) in children)
        {
            foreach (var deeper in Paths(child, childPath))
            {
                yield return deeper;
            }
        }
    }
}
