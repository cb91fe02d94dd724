// A hash index made on the fly over a source that is re-opened for every outer row: the source is read once,
// then each open is a look-up.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Operators;

/// <summary>Rows of a source whose keys equal the probe values; the source itself depends on no outer
/// row.</summary>
internal sealed class HashSpool(
    Operator source,
    Eval[] keys,
    Eval[] probes,
    IValueComparer[] comparers,
    int cache,
    Test? condition
) : Operator(source.Slots)
{
    public override Cursor Open(Frame frame)
    {
        var probe = new SqlValue[probes.Length];
        for (var i = 0; i < probe.Length; i++)
        {
            probe[i] = probes[i](frame);
            if (probe[i].IsNull)
            {
                return Empty.Instance;
            }
        }

        var built = (Built)(frame.Cache[cache] ??= Build(frame));
        return new SpoolCursor(frame, built, probe, built.Index.Hash(probe), condition);
    }

    public override double Estimate(Frame frame) => Math.Sqrt(source.Estimate(frame));

    /// <summary>The build is paid once; what counts is a look-up.</summary>
    public override double Cost(Frame frame) => 3;

    public override string Describe() => $"spool({source.Describe()})";

    private Built Build(Frame frame)
    {
        var index = new HashIndex(comparers);
        var rows = new RowBuffer(source.Slots);
        var key = new SqlValue[keys.Length];
        var cursor = source.Open(frame);
        while (cursor.Next())
        {
            var hasNull = false;
            for (var i = 0; i < key.Length; i++)
            {
                key[i] = keys[i](frame);
                hasNull |= key[i].IsNull;
            }

            if (!hasNull)
            {
                index.Add(key, index.Hash(key));
                rows.Add(frame);
            }
        }

        return new Built(index, rows);
    }

    private sealed record Built(HashIndex Index, RowBuffer Rows);

    private sealed class SpoolCursor(Frame frame, Built built, SqlValue[] probe, int hash, Test? condition) : Cursor
    {
        private int _entry = -2;

        public override bool Next()
        {
            while (_entry != -1)
            {
                _entry = _entry == -2 ? built.Index.Find(probe, hash) : built.Index.FindNext(_entry, probe, hash);
                if (_entry >= 0)
                {
                    frame.Step();
                    built.Rows.Load(_entry, frame);
                    if (condition is null || condition(frame) == 1)
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }
}
