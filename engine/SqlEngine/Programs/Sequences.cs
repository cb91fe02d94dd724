// Values of sequences, in the type of the sequence.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>Takes values of sequences.</summary>
internal static class Sequences
{
    /// <exception cref="SqlError">11728.</exception>
    public static SqlValue Next(SequenceDef sequence) =>
        sequence.Counter.Take(sequence, 1) is { } taken
            ? Value(sequence.Type, taken.First)
            : throw new SqlError(
                11728,
                16,
                1,
                $"The sequence object '{sequence.Name}' has reached its minimum or maximum value. Restart the sequence object to allow new values to be generated."
            );

    public static SqlValue Value(SqlType type, decimal number) =>
        type.IsInteger ? SqlValue.FromInt64((long)number) : SqlValue.FromUnscaled((Int128)number);
}
