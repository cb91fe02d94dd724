// Variance and deviation: of a sample (divided by one less than the count) and of a whole population.

using System.Globalization;

namespace AxMonitor.Sandbox.ReportPortal.Expressions;

public abstract partial class ExpressionHost
{
    public object? Var(int site, Func<object?> value, object? scope = null, bool recursive = false) =>
        Aggregate(site, value, scope, recursive, values => Variance(values, lessOne: true));

    public object? VarP(int site, Func<object?> value, object? scope = null, bool recursive = false) =>
        Aggregate(site, value, scope, recursive, values => Variance(values, lessOne: false));

    public object? StDev(int site, Func<object?> value, object? scope = null, bool recursive = false) =>
        Aggregate(site, value, scope, recursive, values => Root(Variance(values, lessOne: true)));

    public object? StDevP(int site, Func<object?> value, object? scope = null, bool recursive = false) =>
        Aggregate(site, value, scope, recursive, values => Root(Variance(values, lessOne: false)));

    /// <summary>Nothing for fewer values than it takes; around the mean, so that large values lose no
    /// digits.</summary>
    private static object? Variance(List<object> values, bool lessOne)
    {
        var divisor = values.Count - (lessOne ? 1 : 0);
        if (divisor < 1)
        {
            return null;
        }

        if (Total(values) is decimal total)
        {
            var middle = total / values.Count;
            return values.Sum(v => ((decimal)v - middle) * ((decimal)v - middle)) / divisor;
        }

        var numbers = values.ConvertAll(v => Convert.ToDouble(v, CultureInfo.InvariantCulture));
        var mean = numbers.Average();
        return numbers.Sum(n => (n - mean) * (n - mean)) / divisor;
    }

    private static object? Root(object? variance) =>
        variance switch
        {
            null => null,
            decimal exact => (decimal)Math.Sqrt((double)exact),
            _ => Math.Sqrt((double)variance),
        };
}
