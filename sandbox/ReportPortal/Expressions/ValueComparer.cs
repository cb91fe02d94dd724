// Compares values of any column type for sorting, grouping and filtering: nothing first, numbers by value
// whatever their type, text by its language and without regard to case; equal are texts that differ in case
// only.

using System.Globalization;

namespace AxMonitor.Sandbox.ReportPortal.Expressions;

internal sealed class ValueComparer : IComparer<object?>, IEqualityComparer<object?>
{
    public static ValueComparer Instance { get; } = new();

    public int Compare(object? x, object? y)
    {
        x = x is DBNull ? null : x;
        y = y is DBNull ? null : y;
        return (x, y) switch
        {
            (null, null) => 0,
            (null, _) => -1,
            (_, null) => 1,
            (string a, string b) => CompareTexts(a, b),
            _ when IsNumber(x) && IsNumber(y) => CompareNumbers(x, y),
            (IComparable a, _) when a.GetType() == y.GetType() => a.CompareTo(y),
            _ => throw new InvalidOperationException(
                $"a value of type {x.GetType().Name} cannot be compared with one of type {y.GetType().Name}"
            ),
        };
    }

    public new bool Equals(object? x, object? y)
    {
        x = x is DBNull ? null : x;
        y = y is DBNull ? null : y;
        return x is null || y is null
            ? x is null && y is null
            : x is string a && y is string b ? string.Equals(a, b, StringComparison.OrdinalIgnoreCase)
            : (x.GetType() == y.GetType() || (IsNumber(x) && IsNumber(y))) && Compare(x, y) == 0;
    }

    public int GetHashCode(object? obj) =>
        obj switch
        {
            null or DBNull => 0,
            string text => StringComparer.OrdinalIgnoreCase.GetHashCode(text),
            _ when IsNumber(obj) => Convert.ToDouble(obj, CultureInfo.InvariantCulture).GetHashCode(),
            _ => obj.GetHashCode(),
        };

    public static bool IsNumber(object? value) =>
        value is byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal;

    /// <summary>As people of the language sort: Ärger behind Apfel, not behind Zebra; what differs in
    /// accents only still differs.</summary>
    private static int CompareTexts(string a, string b) =>
        string.Equals(a, b, StringComparison.OrdinalIgnoreCase) ? 0
        : CultureInfo.CurrentCulture.CompareInfo.Compare(a, b, CompareOptions.IgnoreCase) is var order and not 0 ? order
        : string.Compare(a, b, StringComparison.OrdinalIgnoreCase);

    private static int CompareNumbers(object x, object y) =>
        x is float or double || y is float or double
            ? Convert.ToDouble(x, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(y, CultureInfo.InvariantCulture))
            : Convert.ToDecimal(x, CultureInfo.InvariantCulture).CompareTo(Convert.ToDecimal(y, CultureInfo.InvariantCulture));
}
