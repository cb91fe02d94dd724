// The running state of an aggregate over one group.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>Takes the values of one group in any order. NULLs are ignored by the accumulator
/// itself.</summary>
public interface IAccumulator
{
    void Add(SqlValue value);

    /// <summary>The aggregate of what was added so far; reading it does not end the accumulation.</summary>
    SqlValue Result { get; }
}
