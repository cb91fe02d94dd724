// The bounded, fair, cancellable queue between the schedule and the runs. Nothing ever piles up in it: a key
// is in flight once, an item that falls due again while it waits is replaced in its place, lanes take turns,
// and every lane owns one slot, so that any number of slow or dead instances cannot hold up another one.
namespace AxMonitor.Orchestrator.Queue;

/// <summary>Runs due work within limits.</summary>
public sealed class WorkQueue : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly WorkQueueSettings _settings;
    private readonly TimeProvider _time;
    private readonly Action<WorkItem, Exception> _onFault;
    private readonly Dictionary<string, LaneState> _lanes = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<LaneState> _turns = new();
    private readonly HashSet<string> _inFlight = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, LinkedListNode<WorkItem>> _waitingByKey = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<Task> _tasks = [];
    private readonly CancellationTokenSource _stop = new();
    private int _waiting;
    private int _running;
    private bool _stopping;

    /// <param name="settings">The limits.</param>
    /// <param name="time">The clock that decides what is overdue.</param>
    /// <param name="onFault">Told of an exception that an item let escape; the queue itself goes on.</param>
    public WorkQueue(WorkQueueSettings settings, TimeProvider time, Action<WorkItem, Exception> onFault)
    {
        _settings = settings;
        _time = time;
        _onFault = onFault;
    }

    /// <summary>Items that wait for a slot.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_gate)
            {
                return _waiting;
            }
        }
    }

    /// <summary>Items that run.</summary>
    public int RunningCount
    {
        get
        {
            lock (_gate)
            {
                return _running;
            }
        }
    }

    /// <summary>
    /// Takes an item, or skips it at once and says so to the item. Never waits. An item whose key is waiting
    /// already takes over that place in the queue, and the one before it is overdue: a place once taken is
    /// not lost, so that on a slow lane every key has its turn.
    /// </summary>
    /// <returns>Whether the item was taken.</returns>
    public bool TryEnqueue(WorkItem item)
    {
        SkipReason? refused;
        var skipped = new List<WorkItem>();
        lock (_gate)
        {
            if (!_stopping && _waitingByKey.TryGetValue(item.Key, out var place))
            {
                skipped.Add(place.Value);
                place.Value = item;
                refused = null;
            }
            else
            {
                refused =
                    _stopping ? SkipReason.Stopping
                    : _inFlight.Contains(item.Key) ? SkipReason.StillRunning
                    : _waiting >= _settings.Capacity ? SkipReason.QueueFull
                    : null;
                if (refused is null)
                {
                    Add(item);
                    StartWhatFits(skipped);
                }
            }
        }

        if (refused is { } reason)
        {
            item.OnSkipped(reason);
        }

        TellOverdue(skipped);
        return refused is null;
    }

    /// <summary>Refuses new items, drops waiting ones, cancels running ones and waits for them to
    /// end.</summary>
    public async Task StopAsync()
    {
        List<WorkItem> dropped;
        Task[] running;
        lock (_gate)
        {
            _stopping = true;
            dropped = [.. _lanes.Values.SelectMany(l => l.Waiting)];
            foreach (var lane in _lanes.Values)
            {
                lane.Waiting.Clear();
            }

            _turns.Clear();
            _waitingByKey.Clear();
            _waiting = 0;
            running = [.. _tasks];
        }

        foreach (var item in dropped)
        {
            item.OnSkipped(SkipReason.Stopping);
        }

        await _stop.CancelAsync();
        await Task.WhenAll(running);
    }

    /// <summary>Stops, then frees what the queue holds.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private void Add(WorkItem item)
    {
        if (!_lanes.TryGetValue(item.Lane, out var lane))
        {
            _lanes.Add(item.Lane, lane = new LaneState());
        }

        if (lane.Waiting.Count == 0)
        {
            _turns.AddLast(lane);
        }

        _waitingByKey.Add(item.Key, lane.Waiting.AddLast(item));
        _inFlight.Add(item.Key);
        _waiting++;
    }

    /// <summary>Goes through the lanes in turn until none of them may start anything. Called under the
    /// lock.</summary>
    private void StartWhatFits(List<WorkItem> skipped)
    {
        for (var node = _turns.First; node is not null;)
        {
            var lane = node.Value;
            var ownSlotFree = lane.Running == 0;
            var sharedSlotFree = _running < _settings.MaxParallel && lane.Running < _settings.MaxParallelPerLane;
            if (!ownSlotFree && !sharedSlotFree)
            {
                node = node.Next;
                continue;
            }

            var item = lane.Waiting.First!.Value;
            lane.Waiting.RemoveFirst();
            _waitingByKey.Remove(item.Key);
            _waiting--;
            _turns.Remove(node);
            if (lane.Waiting.Count > 0)
            {
                _turns.AddLast(lane);
            }

            if (_time.GetUtcNow() >= item.StartBefore)
            {
                _inFlight.Remove(item.Key);
                skipped.Add(item);
            }
            else
            {
                Start(item, lane);
            }

            node = _turns.First;
        }
    }

    private void Start(WorkItem item, LaneState lane)
    {
        lane.Running++;
        _running++;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _tasks.Add(done.Task);
        _ = Task.Run(async () =>
        {
            try
            {
                await item.RunAsync(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The service is stopping; the run has been told so and ended.
            }
            catch (Exception e)
            {
                _onFault(item, e);
            }
            finally
            {
                Finish(item, lane, done);
            }
        });
    }

    private void Finish(WorkItem item, LaneState lane, TaskCompletionSource done)
    {
        var skipped = new List<WorkItem>();
        lock (_gate)
        {
            lane.Running--;
            _running--;
            _inFlight.Remove(item.Key);
            _tasks.Remove(done.Task);
            if (lane is { Running: 0, Waiting.Count: 0 })
            {
                _lanes.Remove(item.Lane);
            }

            if (!_stopping)
            {
                StartWhatFits(skipped);
            }
        }

        TellOverdue(skipped);
        done.SetResult();
    }

    private static void TellOverdue(List<WorkItem> skipped)
    {
        foreach (var item in skipped)
        {
            item.OnSkipped(SkipReason.Overdue);
        }
    }

    private sealed class LaneState
    {
        public LinkedList<WorkItem> Waiting { get; } = new();
        public int Running { get; set; }
    }
}
