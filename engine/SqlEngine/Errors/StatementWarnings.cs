// Messages that a statement gives once, after its rows: NULLs that an aggregate left out, arithmetic errors
// that became NULL.
namespace AxMonitor.Engine.Errors;

/// <summary>What a running statement has met.</summary>
[Flags]
public enum StatementWarning
{
    None = 0,

    /// <summary>8153: an aggregate left NULLs out.</summary>
    NullEliminated = 1,

    /// <summary>3606: an overflow became NULL.</summary>
    Overflow = 2,

    /// <summary>3607: a division by zero became NULL.</summary>
    DivideByZero = 4,

    /// <summary>3622: an operation on floating point numbers that has no result became NULL.</summary>
    InvalidFloatingPoint = 8,
}

/// <summary>Their messages.</summary>
internal static class StatementWarnings
{
    /// <summary>The warning that takes the place of an arithmetic error while ANSI_WARNINGS and ARITHABORT
    /// are OFF; none for other errors.</summary>
    public static StatementWarning Of(SqlError error) =>
        error.Number switch
        {
            8134 => StatementWarning.DivideByZero,
            8115 or 220 or 232 => StatementWarning.Overflow,
            3623 => StatementWarning.InvalidFloatingPoint,
            _ => StatementWarning.None,
        };

    public static IEnumerable<(int Number, byte State, string Text)> Messages(StatementWarning met)
    {
        if (met.HasFlag(StatementWarning.DivideByZero))
        {
            yield return (3607, 0, "Division by zero occurred.");
        }

        if (met.HasFlag(StatementWarning.Overflow))
        {
            yield return (3606, 0, "Arithmetic overflow occurred.");
        }

        if (met.HasFlag(StatementWarning.InvalidFloatingPoint))
        {
            yield return (3622, 1, "Warning: An invalid floating point operation occurred.");
        }

        if (met.HasFlag(StatementWarning.NullEliminated))
        {
            yield return (8153, 1, "Warning: Null value is eliminated by an aggregate or other SET operation.");
        }
    }
}
