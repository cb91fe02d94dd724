// The identity counter of a table. It is shared by all versions of the table's data, so a rollback leaves a
// gap, as in SQL Server.
namespace AxMonitor.Engine.Storage;

/// <summary>Identity values of one table. Thread-safe.</summary>
public sealed class IdentityCounter
{
    private readonly Lock _gate = new();
    private decimal? _last;

    /// <summary>The last value given out or reseeded to; null before the first (IDENT_CURRENT then shows the
    /// seed).</summary>
    public decimal? Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>Takes the next value.</summary>
    public decimal Next(decimal seed, decimal increment)
    {
        lock (_gate)
        {
            _last = _last is null ? seed : _last.Value + increment;
            return _last.Value;
        }
    }

    /// <summary>An explicit value was inserted under IDENTITY_INSERT: the counter never falls behind
    /// it.</summary>
    public void Observe(decimal value, decimal increment)
    {
        lock (_gate)
        {
            if (_last is null || (increment > 0 ? value > _last : value < _last))
            {
                _last = value;
            }
        }
    }

    /// <summary>DBCC CHECKIDENT (RESEED, value): null makes the next value the seed.</summary>
    public void Reseed(decimal? last)
    {
        lock (_gate)
        {
            _last = last;
        }
    }
}
