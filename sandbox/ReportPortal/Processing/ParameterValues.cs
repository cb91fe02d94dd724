// Text to parameter value and back. Culture never plays a part: numbers with a dot, dates as ISO 8601 in UTC.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal static class ParameterValues
{
    private static readonly string[] DateFormats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-ddTHH:mm",
        "yyyy-MM-ddTHH:mm:ss",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
        "yyyy-MM-ddTHH:mm:ssK",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd HH:mm:ss",
    ];

    public static object? FromText(ParameterDefinition parameter, string? text)
    {
        if (text is null)
        {
            return parameter.Nullable ? null : throw Bad(parameter, null);
        }

        if (text.Length == 0 && parameter.Type != ParameterType.String)
        {
            return parameter.Nullable ? null : throw Bad(parameter, text);
        }

        return parameter.Type switch
        {
            ParameterType.Integer
                when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            ParameterType.Float
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number) => number,
            ParameterType.Boolean when bool.TryParse(text, out var flag) => flag,
            ParameterType.DateTime
                when DateTime.TryParseExact(
                    text,
                    DateFormats,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                    out var time
                ) => DateTime.SpecifyKind(time, DateTimeKind.Unspecified),
            ParameterType.String when text.Length > 0 || parameter.AllowBlank => text,
            _ => throw Bad(parameter, text),
        };
    }

    /// <summary>Brings a default or a dataset's value to the parameter's own type.</summary>
    public static object? FromValue(ParameterDefinition parameter, object? value)
    {
        if (value is null or DBNull)
        {
            return parameter.Nullable ? null : throw Bad(parameter, null);
        }

        try
        {
            return parameter.Type switch
            {
                ParameterType.Integer => Convert.ToInt32(value, CultureInfo.InvariantCulture),
                ParameterType.Float => Convert.ToDouble(value, CultureInfo.InvariantCulture),
                ParameterType.Boolean => Convert.ToBoolean(value, CultureInfo.InvariantCulture),
                ParameterType.DateTime when value is string text => FromText(parameter, text),
                ParameterType.DateTime => Convert.ToDateTime(value, CultureInfo.InvariantCulture),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            };
        }
        catch (Exception error) when (error is FormatException or InvalidCastException or OverflowException)
        {
            throw Bad(parameter, Convert.ToString(value, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The text that <see cref="FromText"/> reads back.</summary>
    public static string? ToText(object? value) =>
        value switch
        {
            null or DBNull => null,
            DateTime time => time.ToString(
                time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-ddTHH:mm:ss.fff",
                CultureInfo.InvariantCulture
            ),
            bool flag => flag ? "true" : "false",
            object?[] several => string.Join(", ", several.Select(ToText)),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    public static string Expected(ParameterDefinition parameter) =>
        parameter.Type switch
        {
            ParameterType.Integer => "a whole number from -2147483648 to 2147483647",
            ParameterType.Float => "a number such as 1.5",
            ParameterType.Boolean => "true or false",
            ParameterType.DateTime => "a date and time such as 2016-11-30T14:05:00",
            _ => parameter.AllowBlank ? "a text" : "a text that is not empty",
        } + (parameter.Nullable ? ", or nothing" : "");

    private static BadParameterException Bad(ParameterDefinition parameter, string? value) =>
        new(parameter.Name, value, Expected(parameter));
}
