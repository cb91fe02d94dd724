// Sums of rates that can be asked for any instant since the server's start, as the plan cache needs them: a
// plan's counters begin when it was compiled.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Sums of a set of rates over the slots of the load. Not thread-safe.</summary>
internal sealed class RunningTotals(params Func<LoadLevels, double>[] rates)
{
    private List<double>[] _sums = [];
    private DateTime _startedAt;
    private long _firstSlot;

    /// <summary>What a rate per second has summed up to between the server's start and an instant.</summary>
    public double At(ServerLoad load, int rate, DateTime at)
    {
        if (_sums.Length == 0 || load.StartedAt != _startedAt)
        {
            _startedAt = load.StartedAt;
            _firstSlot = _startedAt.Ticks / ServerLoad.Slot.Ticks;
            _sums = [.. rates.Select(_ => new List<double> { 0 })];
        }

        var slot = Math.Max(0, (at.Ticks / ServerLoad.Slot.Ticks) - _firstSlot);
        for (var known = _sums[0].Count - 1; known < slot; known++)
        {
            var levels = load.At(new DateTime((_firstSlot + known) * ServerLoad.Slot.Ticks, DateTimeKind.Utc));
            for (var i = 0; i < rates.Length; i++)
            {
                _sums[i].Add(_sums[i][^1] + (rates[i](levels) * ServerLoad.Slot.TotalSeconds));
            }
        }

        var inSlot = TimeSpan.FromTicks(Math.Max(0, at.Ticks - ((_firstSlot + slot) * ServerLoad.Slot.Ticks))).TotalSeconds;
        return _sums[rate][(int)slot] + (inSlot > 0 ? rates[rate](load.At(at)) * inSlot : 0);
    }
}
