// Checks the fields of a body, so that all that is wrong is said at once.
using System.Globalization;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>Collects what is wrong.</summary>
internal sealed class ApiFields
{
    private readonly List<ProblemValue> _faults = [];
    private readonly Dictionary<string, string?> _texts = new(StringComparer.Ordinal);

    /// <summary>A text, which <see cref="Get"/> has trimmed.</summary>
    public ApiFields Text(string name, string? value, int maxLength, bool isRequired = false)
    {
        var text = value?.Trim();
        text = string.IsNullOrEmpty(text) ? null : text;
        _texts[name] = text;
        return Is(
            name,
            value,
            text is null ? !isRequired : text.Length <= maxLength,
            $"{(isRequired ? 1 : 0)} to {maxLength} characters"
        );
    }

    /// <summary>Anything else.</summary>
    public ApiFields Is(string name, object? value, bool isRight, string expected)
    {
        if (!isRight)
        {
            _faults.Add(
                ProblemValue.Of(
                    name,
                    value is DateTime time ? ApiTime.Text(time) : Convert.ToString(value, CultureInfo.InvariantCulture),
                    expected
                )
            );
        }

        return this;
    }

    /// <summary>Refuses what is wrong.</summary>
    public ApiFields Done() => _faults.Count == 0 ? this : throw new InvalidValuesException(_faults);

    /// <summary>A text, null where it is missing or empty.</summary>
    public string? Get(string name) => _texts[name];
}
