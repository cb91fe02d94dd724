// ISJSON, JSON_VALUE, JSON_QUERY, JSON_MODIFY.
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Json;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

internal static class JsonFunctions
{
    public static void Register(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        all["ISJSON"] = IsJson;
        all["JSON_VALUE"] = Value;
        all["JSON_QUERY"] = Query;
        all["JSON_MODIFY"] = static c => Modify(c, isJson: false);

        // The binder's name for a call whose new value is JSON already (JSON_QUERY, FOR JSON).
        all["JSON_MODIFY(JSON)"] = static c => Modify(c, isJson: true);
    }

    public static SqlError PropertyMissing() => new(13608, 16, 5, "Property cannot be found on the specified JSON path.");

    public static SqlError ScalarMissing() => new(13623, 16, 1, "Scalar value cannot be found in the specified JSON path.");

    public static SqlError ObjectMissing() => new(13624, 16, 1, "Object or array cannot be found in the specified JSON path.");

    private static BoundFunction IsJson(BuiltInCall c)
    {
        c.Expect(1);
        var text = c.Text(0);
        return new BoundFunction(
            SqlType.Int,
            true,
            (a, _) => text(a) is { } s ? SqlValue.FromBool(JsonText.TryParse(s, out var _) is not null) : SqlValue.Null
        );
    }

    private static Func<SqlValue[], JsonPath?> Path(BuiltInCall c, int index)
    {
        if (c.LiteralText(index) is { } literal)
        {
            var constant = JsonPath.Parse(literal);
            return _ => constant;
        }

        var text = c.Text(index);
        return a => text(a) is { } path ? JsonPath.Parse(path) : null;
    }

    private static BoundFunction Value(BuiltInCall c)
    {
        c.Expect(2);
        var text = c.Text(0);
        var path = Path(c, 1);
        return new BoundFunction(
            SqlType.NVarChar(4000),
            true,
            (a, _) =>
            {
                if (text(a) is not { } s || path(a) is not { } p)
                {
                    return SqlValue.Null;
                }

                var found = p.Find(JsonText.Parse(s));
                if (found is not { IsScalar: true })
                {
                    return p.IsStrict ? throw (found is null ? PropertyMissing() : ScalarMissing()) : SqlValue.Null;
                }

                var value = found.ScalarText;
                if (value is { Length: > 4000 })
                {
                    return p.IsStrict
                        ? throw new SqlError(13625, 16, 1, "String value in the specified JSON path would be truncated.")
                        : SqlValue.Null;
                }

                return SqlValue.FromString(value);
            }
        );
    }

    private static BoundFunction Query(BuiltInCall c)
    {
        c.Expect(1, 2);
        var text = c.Text(0);
        var path = c.Count == 2 ? Path(c, 1) : null;
        return new BoundFunction(
            SqlType.NVarChar(SqlType.Max),
            true,
            (a, _) =>
            {
                if (text(a) is not { } s)
                {
                    return SqlValue.Null;
                }

                if (path is null)
                {
                    return SqlValue.FromString(JsonText.Parse(s).Raw);
                }

                if (path(a) is not { } p)
                {
                    return SqlValue.Null;
                }

                var found = p.Find(JsonText.Parse(s));
                if (found is null or { IsScalar: true })
                {
                    return p.IsStrict ? throw (found is null ? PropertyMissing() : ObjectMissing()) : SqlValue.Null;
                }

                return SqlValue.FromString(found.Raw);
            }
        );
    }

    private static BoundFunction Modify(BuiltInCall c, bool isJson)
    {
        c.Expect(3);
        var text = c.Text(0);
        var path = Path(c, 1);
        var type = c.Types[2];
        return new BoundFunction(
            SqlType.NVarChar(SqlType.Max),
            true,
            (a, _) =>
            {
                if (text(a) is not { } s || path(a) is not { } p)
                {
                    return SqlValue.Null;
                }

                return SqlValue.FromString(
                    Replace(
                        s,
                        p,
                        a[2].IsNull ? null
                            : isJson ? a[2].AsString()
                            : ForJson.ValueText(type, a[2])
                    )
                );
            }
        );
    }

    private static string Replace(string text, JsonPath path, string? value)
    {
        var root = JsonText.Parse(text);
        var found = path.Find(root);
        if (path.IsAppend)
        {
            if (found is { Kind: JsonKind.Array })
            {
                return text.Insert(found.End - 1, (found.Items.Count > 0 ? "," : "") + (value ?? "null"));
            }

            return path.IsStrict ? throw new SqlError(13612, 16, 1, "Cannot append to a JSON value that is not an array.") : text;
        }

        if (path.Steps.Count == 0)
        {
            throw new SqlError(13619, 16, 1, "Unsupported JSON path found in argument 2 of JSON_MODIFY.");
        }

        if (found is not null)
        {
            if (value is null && !path.IsStrict && path.Steps[^1].Name is { } member)
            {
                return Remove(text, Parent(root, path)!, member);
            }

            return string.Concat(text.AsSpan(0, found.Start), value ?? "null", text.AsSpan(found.End));
        }

        if (path.IsStrict)
        {
            throw PropertyMissing();
        }

        if (value is null || Parent(root, path) is not { Kind: JsonKind.Object } parent || path.Steps[^1].Name is not { } name)
        {
            return text;
        }

        return text.Insert(
            parent.End - 1,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(parent.Members.Count > 0 ? "," : "")}\"{JsonText.Escape(name)}\":{value}"
            )
        );
    }

    private static JsonPart? Parent(JsonPart root, JsonPath path)
    {
        var part = root;
        foreach (var step in path.Steps.Take(path.Steps.Count - 1))
        {
            part =
                step.Name is not null ? part.Member(step.Name)
                : step.Index < part.Items.Count ? part.Items[step.Index]
                : null;
            if (part is null)
            {
                return null;
            }
        }

        return part;
    }

    private static string Remove(string text, JsonPart parent, string name)
    {
        var index = parent.Members.FindIndex(m => string.Equals(m.Name, name, StringComparison.Ordinal));
        var start = parent.Members[index].NameStart;
        var end = parent.Members[index].Value.End;
        if (index + 1 < parent.Members.Count)
        {
            end = parent.Members[index + 1].NameStart;
        }
        else if (index > 0)
        {
            start = parent.Members[index - 1].Value.End;
        }

        return text.Remove(start, end - start);
    }
}
