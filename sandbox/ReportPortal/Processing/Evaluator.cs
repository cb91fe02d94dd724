// Evaluates expressions at a place (scope and row). An expression that fails at run time becomes "#Error"
// where it stands, with its reason; the rest of the report goes on.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

/// <summary>A place in the data: the scope, and the row where there is one.</summary>
internal readonly record struct DataPlace(DataScope? Scope, ReportRow? Row = null);

internal readonly record struct Evaluated(object? Value, string? Error)
{
    public bool IsError => Error is not null;
}

internal sealed class Evaluator(ExpressionHost host, CultureInfo reportCulture)
{
    private readonly List<RdlProblem> _errors = [];

    public CultureInfo Culture { get; } = FrameworkCulture.Of(reportCulture);

    /// <summary>The expressions that failed, each element once.</summary>
    public IReadOnlyList<RdlProblem> Errors => _errors;

    public EvaluationContext Context => host.Context;

    public Evaluated Evaluate(RdlExpression expression, DataPlace place)
    {
        if (expression.IsLiteral)
        {
            return new Evaluated(expression.Text, null);
        }

        (host.Context.Scope, host.Context.Row) = (place.Scope, place.Row);
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = Culture;
        try
        {
            return host.Evaluate(expression.Index) is var value && value is FieldValue
                ? throw new InvalidOperationException("names a field without its .Value")
                : new Evaluated(value, null);
        }
#pragma warning disable CA1031 // Whatever a report's own code throws belongs to that one place in the report, not to the portal.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (!_errors.Exists(e => string.Equals(e.Path, expression.Location, StringComparison.Ordinal)))
            {
                _errors.Add(new RdlProblem(expression.Location, $"{error.Message} ({expression.Text})"));
            }

            return new Evaluated(null, error.Message);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>The value where a failure must stop the report: queries, groups, sorts, filters,
    /// parameters.</summary>
    public object? Strict(RdlExpression expression, DataPlace place)
    {
        var result = Evaluate(expression, place);
        return result.Error is null
            ? result.Value
            : throw new ReportProcessingException($"{expression.Location}: {result.Error} ({expression.Text})");
    }

    /// <summary>The value as text; null when absent or failed.</summary>
    public string? Text(RdlExpression? expression, DataPlace place)
    {
        if (expression is null)
        {
            return null;
        }

        var value = Evaluate(expression, place).Value;
        return value is null or DBNull ? null : Format(value, null);
    }

    /// <summary>The value as a number; null when absent, failed, or no finite number (RDL writes NaN for
    /// "automatic").</summary>
    public double? Number(RdlExpression? expression, DataPlace place)
    {
        if (expression is null)
        {
            return null;
        }

        var value = Evaluate(expression, place).Value;
        if (value is string text)
        {
            return
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && double.IsFinite(parsed)
                ? parsed
                : null;
        }

        if (value is DateTime time)
        {
            return time.Ticks;
        }

        if (!ValueComparer.IsNumber(value))
        {
            return null;
        }

        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? number : null;
    }

    public bool Flag(RdlExpression? expression, DataPlace place, bool otherwise = false)
    {
        if (expression is null)
        {
            return otherwise;
        }

        return Evaluate(expression, place).Value switch
        {
            bool flag => flag,
            string text when bool.TryParse(text, out var flag) => flag,
            _ => otherwise,
        };
    }

    /// <summary>A value as the reader sees it, by the format of its style.</summary>
    public string Format(object? value, string? format, CultureInfo? culture = null)
    {
        culture = culture is null ? Culture : FrameworkCulture.Of(culture);
        return value switch
        {
            null or DBNull => "",
            double or float => FrameworkCulture.Format(Convert.ToDouble(value, CultureInfo.InvariantCulture), format, culture),
            IFormattable formattable when !string.IsNullOrEmpty(format) => formattable.ToString(format, culture),
            byte[] bytes => "0x" + Convert.ToHexString(bytes),
            _ => Convert.ToString(value, culture) ?? "",
        };
    }
}
