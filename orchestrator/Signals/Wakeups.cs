// The signals that make the way from onset to mail short: collecting wakes the evaluation, an evaluation that
// queued a notification wakes the delivery. Collectors of one instance fall due together and tell parts of
// one story, so the evaluation waits for the last of them: the mail then says all that is known, not what
// arrived first.
namespace AxMonitor.Orchestrator.Signals;

/// <summary>Signals between the stages of one process.</summary>
public sealed class Wakeups(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Wave> _waves = [];
    private readonly Pulse _settled = new(time);

    /// <summary>Set when the last of an instance's runs has ended and any of them stored something.</summary>
    public Pulse Evaluate { get; } = new(time);

    /// <summary>Set after each evaluation that wrote to the outbox.</summary>
    public Pulse Deliver { get; } = new(time);

    /// <summary>Set with <see cref="Deliver"/>, for the channels that are not mail.</summary>
    public Pulse Post { get; } = new(time);

    /// <summary>A run on an instance begins.</summary>
    public void RunStarted(int instanceId)
    {
        lock (_gate)
        {
            var wave = _waves.GetValueOrDefault(instanceId);
            _waves[instanceId] = wave with { Running = wave.Running + 1 };
        }
    }

    /// <summary>A run on an instance has ended.</summary>
    public void RunEnded(int instanceId, bool hasSaved)
    {
        Wave wave;
        lock (_gate)
        {
            wave = _waves.GetValueOrDefault(instanceId);
            wave = new Wave(wave.Running - 1, wave.HasSaved || hasSaved);
            if (wave.Running > 0)
            {
                _waves[instanceId] = wave;
                return;
            }

            _waves.Remove(instanceId);
        }

        _settled.Set();
        if (wave.HasSaved)
        {
            Evaluate.Set();
        }
    }

    /// <summary>Waits while an instance's story is half told: one of its runs has stored something, another
    /// is not done. At most for the given time.</summary>
    public async Task SettleAsync(TimeSpan atMost, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        while (IsHalfTold())
        {
            var left = atMost - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            await _settled.WaitAsync(left, cancel);
        }
    }

    private bool IsHalfTold()
    {
        lock (_gate)
        {
            return _waves.Values.Any(w => w is { HasSaved: true, Running: > 0 });
        }
    }

    /// <summary>The runs of one instance that overlap.</summary>
    private readonly record struct Wave(int Running, bool HasSaved);
}
