// Sorting of row numbers by key values. Keys that compare as integers are sorted as plain longs, level by
// level; others by comparers.
using AxMonitor.Engine.Execution.Operators;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution;

/// <summary>Finds the order of rows by their keys.</summary>
internal static class KeySort
{
    private static readonly IValueComparer Integers = Comparisons.For(SqlType.BigInt);

    /// <summary>True when values of the comparer's type order as their integer part does.</summary>
    public static bool IsInteger(IValueComparer comparer) => ReferenceEquals(comparer, Integers);

    /// <summary>Reads all rows into a buffer; the values of their keys lie one row after the other.</summary>
    public static SqlValue[] Read(Frame frame, Operator source, SortKey[] keys, RowBuffer rows)
    {
        var values = new SqlValue[Math.Max(16, rows.Capacity * keys.Length)];
        var count = 0;
        for (var cursor = source.Open(frame); cursor.Next();)
        {
            rows.Add(frame);
            if (count + keys.Length > values.Length)
            {
                Array.Resize(ref values, values.Length * 2);
            }

            foreach (var key in keys)
            {
                values[count++] = key.Value(frame);
            }
        }

        return values;
    }

    /// <summary>The order of rows 0 … count-1 by their key values, which lie one row after the other.
    /// Stable.</summary>
    public static int[] Order(int count, SqlValue[] values, SortKey[] keys)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            order[i] = i;
        }

        if (Array.TrueForAll(keys, k => IsInteger(k.Comparer)) && !HasLowest(values.AsSpan(0, count * keys.Length)))
        {
            ByLevel(order, new long[count], 0, count, 0, values, keys);
        }
        else
        {
            Array.Sort(order, new RowOrder(values, keys));
        }

        return order;
    }

    private static bool HasLowest(ReadOnlySpan<SqlValue> values)
    {
        foreach (ref readonly var value in values)
        {
            if (value.Bits is long.MinValue)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sorts a range by one key, then each run of equal keys by the next one. The lowest number
    /// stands for NULL.</summary>
    private static void ByLevel(int[] order, long[] numbers, int start, int count, int level, SqlValue[] values, SortKey[] keys)
    {
        if (level == keys.Length)
        {
            Array.Sort(order, start, count);
            return;
        }

        var descending = keys[level].Descending;
        var sorted = true;
        for (var i = start; i < start + count; i++)
        {
            ref readonly var value = ref values[(order[i] * keys.Length) + level];
            var number = value.IsNull ? long.MinValue : value.Bits;
            numbers[i] = descending ? ~number : number;
            sorted &= i == start || numbers[i - 1] <= numbers[i];
        }

        if (!sorted)
        {
            Array.Sort(numbers, order, start, count);
        }

        for (var run = start; run < start + count;)
        {
            var end = run + 1;
            while (end < start + count && numbers[end] == numbers[run])
            {
                end++;
            }

            if (end - run > 1)
            {
                ByLevel(order, numbers, run, end - run, level + 1, values, keys);
            }

            run = end;
        }
    }
}

/// <summary>Compares rows by key values that lie one after the other; equal rows keep their order.</summary>
internal sealed class RowOrder(SqlValue[] values, SortKey[] keys) : IComparer<int>
{
    public int Compare(int x, int y)
    {
        var result = CompareKeys(x, y);
        return result != 0 ? result : x.CompareTo(y);
    }

    public int CompareKeys(int x, int y)
    {
        var a = x * keys.Length;
        var b = y * keys.Length;
        for (var i = 0; i < keys.Length; i++)
        {
            var result = keys[i].Comparer.CompareNullsFirst(values[a + i], values[b + i]);
            if (result != 0)
            {
                return keys[i].Descending ? -result : result;
            }
        }

        return 0;
    }
}
