// The queue's promises: one run per key, nothing stacked, lanes in turn, no lane held up by another, a clean
// end.
using System.Collections.Concurrent;
using AxMonitor.Orchestrator.Queue;

namespace AxMonitor.Orchestrator.Tests;

public sealed class WorkQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<Exception> _faults = new();

    [Test]
    public async Task A_key_that_still_runs_is_skipped_and_not_stacked()
    {
        await using var queue = Queue(parallel: 4);
        var work = new Work();
        queue.TryEnqueue(Item(work, "PRD", "PRD/Requests"));
        await work.Started("PRD/Requests");

        var second = new Work();
        Assert.Multiple(() =>
        {
            Assert.That(queue.TryEnqueue(Item(second, "PRD", "PRD/Requests")), Is.False);
            Assert.That(second.Skips, Is.EqualTo(new[] { SkipReason.StillRunning }));
            Assert.That(queue.WaitingCount, Is.Zero);
        });

        work.Release();
        await work.Ended();
        Assert.That(() => queue.TryEnqueue(Item(new Work(released: true), "PRD", "PRD/Requests")), Is.True.After(5000, 10));
    }

    [Test]
    public async Task A_slow_instance_with_all_shared_slots_does_not_hold_up_another()
    {
        await using var queue = Queue(parallel: 2, perLane: 2);
        var dead = new Work();
        for (var i = 0; i < 10; i++)
        {
            queue.TryEnqueue(Item(dead, "DEAD", $"DEAD/{i}"));
        }

        await dead.Started("DEAD/0");
        await dead.Started("DEAD/1");
        var healthy = new Work(released: true);
        queue.TryEnqueue(Item(healthy, "PRD", "PRD/Requests"));

        await healthy.Ended();
        Assert.That(queue.WaitingCount, Is.EqualTo(8));
        dead.Release();
    }

    [Test]
    public async Task Many_dead_instances_do_not_hold_up_a_healthy_one()
    {
        await using var queue = Queue(parallel: 1, perLane: 1);
        var dead = new Work();
        for (var i = 0; i < 50; i++)
        {
            queue.TryEnqueue(Item(dead, $"DEAD{i}", $"DEAD{i}/Requests"));
        }

        var healthy = new Work(released: true);
        queue.TryEnqueue(Item(healthy, "PRD", "PRD/Requests"));
        await healthy.Ended();
        dead.Release();
    }

    [Test]
    public async Task Lanes_take_turns_for_the_shared_slots()
    {
        // Every lane keeps its own slot busy, so that only the one shared slot moves.
        await using var queue = Queue(parallel: 3, perLane: 2);
        var busy = new Work();
        queue.TryEnqueue(Item(busy, "A", "A/busy"));
        queue.TryEnqueue(Item(busy, "B", "B/busy"));
        await busy.Started("A/busy");
        await busy.Started("B/busy");

        var order = new ConcurrentQueue<string>();
        var gate = new Work();
        queue.TryEnqueue(Item(gate, "A", "A/gate"));
        await gate.Started("A/gate");
        var last = new TaskCompletionSource();
        foreach (var key in new[] { "A/1", "A/2", "A/3", "B/1", "B/2", "B/3" })
        {
            queue.TryEnqueue(
                new WorkItem
                {
                    Lane = key[..1],
                    Key = key,
                    StartBefore = _time.GetUtcNow().AddMinutes(1),
                    OnSkipped = _ => { },
                    RunAsync = _ =>
                    {
                        order.Enqueue(key);
                        if (order.Count == 6)
                        {
                            last.SetResult();
                        }

                        return Task.CompletedTask;
                    },
                }
            );
        }

        gate.Release();
        await last.Task.WaitAsync(Patience);
        busy.Release();
        Assert.That(order, Is.EqualTo(new[] { "A/1", "B/1", "A/2", "B/2", "A/3", "B/3" }));
    }

    [Test]
    public async Task An_item_that_waited_past_its_next_due_time_is_skipped_as_overdue()
    {
        await using var queue = Queue(parallel: 1, perLane: 1);
        var slow = new Work();
        queue.TryEnqueue(Item(slow, "PRD", "PRD/slow"));
        await slow.Started("PRD/slow");
        var late = new Work(released: true);
        queue.TryEnqueue(Item(late, "PRD", "PRD/late"));

        _time.Advance(TimeSpan.FromSeconds(11));
        slow.Release();
        await slow.Ended();

        Assert.That(() => late.Skips, Is.EqualTo(new[] { SkipReason.Overdue }).After(5000, 10));
    }

    [Test]
    public async Task A_run_that_falls_due_again_while_it_waits_keeps_its_place_so_that_nobody_starves()
    {
        await using var queue = Queue(parallel: 1, perLane: 1);
        var slow = new Work();
        queue.TryEnqueue(Item(slow, "PRD", "PRD/slow"));
        await slow.Started("PRD/slow");
        var first = new Work(released: true);
        queue.TryEnqueue(Item(first, "PRD", "PRD/waiting"));

        _time.Advance(TimeSpan.FromSeconds(11));
        var second = new Work(released: true);
        Assert.That(queue.TryEnqueue(Item(second, "PRD", "PRD/waiting")), Is.True);
        queue.TryEnqueue(Item(new Work(released: true), "PRD", "PRD/other"));
        Assert.That(first.Skips, Is.EqualTo(new[] { SkipReason.Overdue }), "the run of before is counted as skipped");
        Assert.That(queue.WaitingCount, Is.EqualTo(2), "nothing is stacked");

        slow.Release();
        await second.Ended();
    }

    [Test]
    public async Task A_full_queue_refuses_and_says_so()
    {
        await using var queue = Queue(parallel: 1, perLane: 1, capacity: 1);
        var slow = new Work();
        queue.TryEnqueue(Item(slow, "PRD", "PRD/1"));
        await slow.Started("PRD/1");
        queue.TryEnqueue(Item(slow, "PRD", "PRD/2"));

        var refused = new Work();
        queue.TryEnqueue(Item(refused, "PRD", "PRD/3"));

        Assert.That(refused.Skips, Is.EqualTo(new[] { SkipReason.QueueFull }));
        slow.Release();
    }

    [Test]
    public async Task An_error_in_one_run_is_reported_and_the_queue_goes_on()
    {
        await using var queue = Queue(parallel: 1);
        queue.TryEnqueue(
            new WorkItem
            {
                Lane = "PRD",
                Key = "PRD/bad",
                StartBefore = _time.GetUtcNow().AddMinutes(1),
                RunAsync = _ => throw new InvalidOperationException("broken"),
                OnSkipped = _ => { },
            }
        );
        var next = new Work(released: true);
        queue.TryEnqueue(Item(next, "PRD", "PRD/next"));

        await next.Ended();
        Assert.That(() => _faults.Select(f => f.Message), Is.EqualTo(new[] { "broken" }).After(5000, 10));
    }

    [Test]
    public async Task Stopping_cancels_what_runs_and_drops_what_waits()
    {
        var queue = Queue(parallel: 1, perLane: 1);
        var running = new Work();
        var waiting = new Work();
        queue.TryEnqueue(Item(running, "PRD", "PRD/1"));
        await running.Started("PRD/1");
        queue.TryEnqueue(Item(waiting, "PRD", "PRD/2"));

        await queue.StopAsync().WaitAsync(Patience);

        var late = new Work();
        Assert.Multiple(() =>
        {
            Assert.That(running.WasCancelled, Is.True);
            Assert.That(waiting.Skips, Is.EqualTo(new[] { SkipReason.Stopping }));
            Assert.That(queue.TryEnqueue(Item(late, "PRD", "PRD/3")), Is.False);
            Assert.That(queue.RunningCount, Is.Zero);
        });
        await queue.DisposeAsync();
    }

    private WorkQueue Queue(int parallel, int perLane = 2, int capacity = 100) =>
        new(new WorkQueueSettings(capacity, parallel, perLane), _time, (_, error) => _faults.Enqueue(error));

    private WorkItem Item(Work work, string lane, string key) =>
        new()
        {
            Lane = lane,
            Key = key,
            StartBefore = _time.GetUtcNow().AddSeconds(10),
            RunAsync = cancel => work.RunAsync(key, cancel),
            OnSkipped = work.OnSkipped,
        };

    /// <summary>Work that runs until it is released.</summary>
    private sealed class Work
    {
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _started = new();
        private readonly ConcurrentQueue<SkipReason> _skips = new();

        public Work(bool released = false)
        {
            if (released)
            {
                _release.SetResult();
            }
        }

        public IEnumerable<SkipReason> Skips => _skips;

        public bool WasCancelled { get; private set; }

        public Task Started(string key) => Signal(key).Task.WaitAsync(Patience);

        public Task Ended() => _ended.Task.WaitAsync(Patience);

        public void Release() => _release.TrySetResult();

        public void OnSkipped(SkipReason reason) => _skips.Enqueue(reason);

        public async Task RunAsync(string key, CancellationToken cancel)
        {
            Signal(key).TrySetResult();
            try
            {
                await _release.Task.WaitAsync(cancel);
            }
            catch (OperationCanceledException)
            {
                WasCancelled = true;
                throw;
            }
            finally
            {
                _ended.TrySetResult();
            }
        }

        private TaskCompletionSource Signal(string key) =>
            _started.GetOrAdd(key, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
