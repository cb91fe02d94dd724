// A sequence: its definition, and the counter that all its versions share until it is restarted.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Catalog;

/// <summary>CREATE SEQUENCE. All numbers are whole.</summary>
public sealed record SequenceDef : CatalogObject
{
    public override string TypeCode => "SO";

    public required SqlType Type { get; init; }

    public AliasTypeDef? AliasType { get; init; }

    public required decimal Start { get; init; }

    public required decimal Increment { get; init; }

    public required decimal Minimum { get; init; }

    public required decimal Maximum { get; init; }

    public bool IsCycling { get; init; }

    public bool IsCached { get; init; } = true;

    public int? CacheSize { get; init; }

    /// <summary>Gives out the values; outside of any transaction, so that a rollback leaves a gap.</summary>
    public required SequenceCounter Counter { get; init; }
}

/// <summary>Where a sequence stands. Thread-safe.</summary>
public sealed class SequenceCounter(decimal first)
{
    private readonly Lock _gate = new();
    private decimal _next = first;
    private decimal _current = first;
    private bool _isExhausted;

    /// <summary>The value given out last; before the first, the one to come.</summary>
    public (decimal Value, bool IsExhausted) Current
    {
        get
        {
            lock (_gate)
            {
                return (_current, _isExhausted);
            }
        }
    }

    /// <summary>A counter of its own that stands at the same place.</summary>
    public SequenceCounter Copy()
    {
        lock (_gate)
        {
            return new SequenceCounter(_next) { _current = _current, _isExhausted = _isExhausted };
        }
    }

    /// <summary>Takes a number of values. Null when the sequence has not that many left, and does not
    /// cycle.</summary>
    /// <returns>First and last value, and how often it cycled in between.</returns>
    public (decimal First, decimal Last, int Cycles)? Take(SequenceDef sequence, long count)
    {
        lock (_gate)
        {
            if (_isExhausted)
            {
                return null;
            }

            var (first, last, next, cycles) = (_next, _next, _next, 0);
            var exhausted = false;
            for (long taken = 0; taken < count;)
            {
                if (exhausted)
                {
                    return null;
                }

                var room = sequence.Increment > 0
                    ? (sequence.Maximum - next) / sequence.Increment
                    : (next - sequence.Minimum) / -sequence.Increment;
                var step = Math.Min(count - taken - 1, decimal.Floor(room));
                last = next + (step * sequence.Increment);
                taken += (long)step + 1;
                next = last + sequence.Increment;
                if (next > sequence.Maximum || next < sequence.Minimum)
                {
                    exhausted = !sequence.IsCycling;
                    next = sequence.Increment > 0 ? sequence.Minimum : sequence.Maximum;
                    cycles += taken < count ? 1 : 0;
                }
            }

            (_current, _next, _isExhausted) = (last, next, exhausted);
            return (first, last, cycles);
        }
    }
}
