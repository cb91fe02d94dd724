// A parameter that cannot be used: names it, its value, and what is expected.

namespace AxMonitor.Sandbox.ReportPortal.Processing;

public sealed class BadParameterException(string parameter, string? value, string expected)
    : Exception(
        value is null
            ? $"The parameter '{parameter}' has no value; expected: {expected}."
            : $"The parameter '{parameter}' has the value '{value}'; expected: {expected}."
    )
{
    public string Parameter { get; } = parameter;

    public string? Value { get; } = value;

    public string Expected { get; } = expected;
}
