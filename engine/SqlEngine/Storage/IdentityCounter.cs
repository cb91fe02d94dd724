// The identity counter of a table. It is shared by all versions of the table's data, so a rollback leaves a
// gap, as in SQL Server.
namespace AxMonitor.Engine.Storage;

/// <summary>Identity values of one table. Thread-safe.</summary>
public sealed class IdentityCounter
{
    private readonly Lock _gate = new();
    private decimal? _last;

    // Reseeded before the first row: that row takes the new value itself.
    private bool _isFresh;

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
            _last = _last is null || _isFresh ? _last ?? seed : _last.Value + increment;
            _isFresh = false;
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
                (_last, _isFresh) = (value, false);
            }
        }
    }

    /// <summary>DBCC CHECKIDENT (RESEED, value): the next value follows it, or is it when there was no row
    /// before.</summary>
    public void Reseed(decimal value)
    {
        lock (_gate)
        {
            _isFresh |= _last is null;
            _last = value;
        }
    }

    /// <summary>A counter of its own that stands at the same place.</summary>
    public IdentityCounter Copy()
    {
        lock (_gate)
        {
            return new IdentityCounter { _last = _last, _isFresh = _isFresh };
        }
    }

    /// <summary>TRUNCATE TABLE: the next value is the seed.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            (_last, _isFresh) = (null, false);
        }
    }
}
