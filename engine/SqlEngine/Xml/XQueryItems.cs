// What can be done with single items of a sequence: atomise, compare, test, print.
using System.Globalization;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Xml;

internal static class XQueryItems
{
    public static object Atomize(object item) =>
        item is XmlNode node
            ? node.Kind is XmlNodeKind.Comment or XmlNodeKind.Instruction
                ? node.Value
                : new Untyped(node.StringValue)
            : item;

    public static string Text(object item) =>
        item switch
        {
            XmlNode node => node.StringValue,
            Untyped untyped => untyped.Text,
            string text => text,
            bool flag => flag ? "true" : "false",
            decimal number => number.ToString(CultureInfo.InvariantCulture),
            double number => DoubleText(number),
            byte[] bytes => Convert.ToBase64String(bytes),
            _ => item.ToString() ?? "",
        };

    public static double Number(object item) =>
        item switch
        {
            double number => number,
            decimal number => (double)number,
            bool flag => flag ? 1 : 0,
            _ => double.TryParse(Text(item).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : double.NaN,
        };

    /// <summary>The effective boolean value of a sequence.</summary>
    public static bool IsTrue(List<object> items)
    {
        if (items.Count == 0)
        {
            return false;
        }

        return items[0] switch
        {
            XmlNode => true,
            bool flag => flag,
            double number => number != 0 && !double.IsNaN(number),
            decimal number => number != 0,
            string text => text.Length > 0,
            Untyped untyped => untyped.Text.Length > 0,
            _ => true,
        };
    }

    /// <summary>Compares two atomic items; null when they cannot be ordered (NaN).</summary>
    public static int? Compare(object left, object right)
    {
        if (left is bool || right is bool)
        {
            return Flag(left) is { } a && Flag(right) is { } b ? a.CompareTo(b) : null;
        }

        if (left is decimal x && right is decimal y)
        {
            return x.CompareTo(y);
        }

        if (left is double or decimal || right is double or decimal)
        {
            var a = Number(left);
            var b = Number(right);
            return double.IsNaN(a) || double.IsNaN(b) ? null : a.CompareTo(b);
        }

        return string.CompareOrdinal(Text(left), Text(right));
    }

    private static bool? Flag(object item) =>
        item switch
        {
            bool flag => flag,
            double or decimal => Number(item) != 0,
            _ => Text(item) switch
            {
                "true" or "1" => true,
                "false" or "0" => false,
                _ => null,
            },
        };

    private static string DoubleText(double number)
    {
        if (number == Math.Floor(number) && Math.Abs(number) < 1e15)
        {
            return number.ToString("F0", CultureInfo.InvariantCulture);
        }

        return double.IsInfinity(number) ? (number > 0 ? "INF" : "-INF") : number.ToString("R", CultureInfo.InvariantCulture);
    }
}
