// What a call takes in its address: one declaration, by which values are read and refused and the OpenAPI
// document is written.
using System.Globalization;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>What a parameter's values are.</summary>
public enum ApiKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>A time.</summary>
    Time,

    /// <summary>Numbers from 0 to 1 with commas between them.</summary>
    Shares,
}

/// <summary>A parameter.</summary>
/// <param name="Name">In the address.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Description">For the document.</param>
public sealed record ApiParameter(string Name, ApiKind Kind, string Description)
{
    private const int MostShares = 20;

    /// <summary>Part of the path, not of the query.</summary>
    public bool IsInPath { get; init; }

    /// <summary>Refused where it is missing.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The only texts that there are; empty: any.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>The most characters of a text.</summary>
    public int MaxLength { get; init; } = 128;

    /// <summary>The least of a number.</summary>
    public long Min { get; init; } = 1;

    /// <summary>The most of a number.</summary>
    public long Max { get; init; } = long.MaxValue;

    /// <summary>Taken where it is missing, as it would be written.</summary>
    public string? Default { get; init; }

    /// <summary>What would be right.</summary>
    public string Expected =>
        Kind switch
        {
            ApiKind.Number when Max == long.MaxValue => $"a whole number from {Min} on",
            ApiKind.Number => $"a whole number from {Min} to {Max}",
            ApiKind.Flag => "true or false",
            ApiKind.Time => ApiTime.Expected,
            ApiKind.Shares => $"up to {MostShares} numbers from 0 to 1 with commas between them, such as 0.5,0.95",
            _ when Allowed.Count > 0 => "one of " + string.Join(", ", Allowed),
            _ => $"1 to {MaxLength} characters",
        };

    /// <summary>The value of a text; null where it cannot be.</summary>
    public object? Read(string text) =>
        Kind switch
        {
            ApiKind.Number => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= Min
            && number <= Max
                ? number
                : null,
            ApiKind.Flag => text switch
            {
                "true" => true,
                "false" => false,
                _ => null,
            },
            ApiKind.Time => ApiTime.TryParse(text, out var time) ? time : null,
            ApiKind.Shares => Shares(text),
            _ when Allowed.Count > 0 => Allowed.Contains(text, StringComparer.Ordinal) ? text : null,
            _ => text.Length >= 1 && text.Length <= MaxLength && !text.Any(char.IsControl) ? text : null,
        };

    private static double[]? Shares(string text)
    {
        var parts = text.Split(',');
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (
                !double.TryParse(parts[i], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out numbers[i])
                || numbers[i] is not (>= 0 and <= 1)
            )
            {
                return null;
            }
        }

        return parts.Length <= MostShares ? numbers : null;
    }
}
