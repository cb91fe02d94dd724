// Functions that look for text in text, under the collation of their arguments: CHARINDEX, PATINDEX, REPLACE.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

internal static class TextSearchFunctions
{
    public static void Register(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        all["CHARINDEX"] = CharIndex;
        all["PATINDEX"] = PatIndex;
        all["REPLACE"] = Replace;
    }

    private static StringComparison ComparisonOf(BuiltInCall c, int first, int second)
    {
        var collation = Collations.Merge(c.Types[first].Collation, c.Types[second].Collation);
        return collation.Binary || collation.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
    }

    private static BoundFunction CharIndex(BuiltInCall c)
    {
        c.Expect(2, 3);
        var result = c.Types[1].IsMax ? SqlType.BigInt : SqlType.Int;
        var start = c.Count == 3 ? c.Long(2) : static _ => 1;
        if (c.Types[0].IsBinary && c.Types[1].IsBinary)
        {
            return new BoundFunction(
                result,
                true,
                (a, _) =>
                {
                    if (a[0].IsNull || a[1].IsNull || start(a) is not { } from)
                    {
                        return SqlValue.Null;
                    }

                    var at = (int)Math.Clamp(from - 1, 0, a[1].AsBytes().Length);
                    var found = a[0].AsBytes().Length == 0 ? -1 : a[1].AsBytes().AsSpan(at).IndexOf(a[0].AsBytes());
                    return SqlValue.FromInt64(found < 0 ? 0 : found + at + 1);
                }
            );
        }

        var what = c.Text(0);
        var text = c.Text(1);
        var comparison = ComparisonOf(c, 0, 1);
        return new BoundFunction(
            result,
            true,
            (a, _) =>
            {
                if (what(a) is not { } w || text(a) is not { } s || start(a) is not { } from)
                {
                    return SqlValue.Null;
                }

                if (w.Length == 0 || from > s.Length)
                {
                    return SqlValue.FromInt64(0);
                }

                return SqlValue.FromInt64(s.IndexOf(w, (int)Math.Max(from - 1, 0), comparison) + 1);
            }
        );
    }

    private static BoundFunction PatIndex(BuiltInCall c)
    {
        c.Expect(2);
        var pattern = c.Text(0);
        var text = c.Text(1);
        var collation = Collations.Merge(c.Types[0].Collation, c.Types[1].Collation);
        Tuple<string, LikePattern>? last = null;
        return new BoundFunction(
            c.Types[1].IsMax ? SqlType.BigInt : SqlType.Int,
            true,
            (a, _) =>
            {
                if (pattern(a) is not { } p || text(a) is not { } s)
                {
                    return SqlValue.Null;
                }

                var compiled = last;
                if (compiled is null || !string.Equals(p, compiled.Item1, StringComparison.Ordinal))
                {
                    compiled = Tuple.Create(p, LikePattern.Compile(p, null, collation));
                    last = compiled;
                }

                return SqlValue.FromInt64(compiled.Item2.IndexIn(s));
            }
        );
    }

    private static BoundFunction Replace(BuiltInCall c)
    {
        c.Expect(3);
        var text = c.Text(0);
        var what = c.Text(1);
        var with = c.Text(2);
        var comparison = ComparisonOf(c, 0, 1);
        var isUnicode = c.Types[0].IsUnicode || c.Types[1].IsUnicode || c.Types[2].IsUnicode;
        var length =
            c.Types[0].IsMax || c.Types[2].IsMax ? SqlType.Max
            : isUnicode ? 4000
            : 8000;
        var collation = Collations.Merge(c.Types[0].Collation, c.Types[1].Collation);
        var result = isUnicode ? SqlType.NVarChar(length, collation) : SqlType.VarChar(length, collation);
        return new BoundFunction(
            result,
            true,
            (a, _) =>
            {
                if (text(a) is not { } s || what(a) is not { } w || with(a) is not { } r)
                {
                    return SqlValue.Null;
                }

                if (w.Length == 0)
                {
                    return SqlValue.FromString(s);
                }

                var replaced = s.Replace(w, r, comparison);
                return SqlValue.FromString(length != SqlType.Max && replaced.Length > length ? replaced[..length] : replaced);
            }
        );
    }
}
