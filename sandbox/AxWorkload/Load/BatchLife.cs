// The batch framework at work: each batch AOS looks for work once a minute, takes due tasks of its groups
// while it has a free thread, and closes jobs whose tasks have ended. Events happen in the order of their
// times, so however often it is asked to move on, it comes to the same rows.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Scenarios;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Moves the batch jobs on in time. Not thread-safe.</summary>
internal sealed class BatchLife
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FinishedStays = TimeSpan.FromHours(24);

    private readonly int _seed;
    private readonly AxTopology _topology;
    private readonly ScenarioTimeline _timeline;
    private readonly SessionLife _sessions;
    private readonly BatchRows _rows;
    private readonly AxServer[] _servers;
    private readonly DateTime[] _nextPolls;
    private readonly HashSet<AxServer> _down = [];
    private readonly Dictionary<AxServer, SortedSet<int>> _freeWorkers;
    private readonly PriorityQueue<BatchJob, (DateTime, long)> _scheduled = new();
    private readonly List<BatchJob> _released = [];
    private readonly List<BatchTask> _running = [];
    private readonly PriorityQueue<(BatchTask Task, bool IsCancel), (DateTime At, long Number)> _events = new();
    private readonly Queue<BatchJob> _finished = new();
    private DateTime _nextMinute;
    private long _eventNumber;
    private BatchJob? _incidentJob;

    public BatchLife(
        AxTopology topology,
        int seed,
        DateTime origin,
        ScenarioTimeline timeline,
        SessionLife sessions,
        BatchRows rows
    )
    {
        _seed = seed;
        _topology = topology;
        _timeline = timeline;
        _sessions = sessions;
        _rows = rows;
        _servers = topology.Servers.Where(s => s.IsBatch).ToArray();
        _nextPolls = _servers.Select((_, i) => origin.AddSeconds(7 + (i * 34))).ToArray();
        _nextMinute = origin.AddSeconds(13);
        _freeWorkers = _servers.ToDictionary(
            s => s,
            s => new SortedSet<int>(
                Enumerable.Range(BatchServers.KeptWorkers(s), topology.Workers(s).Count - BatchServers.KeptWorkers(s))
            )
        );
        var jobs = new List<BatchJob>();
        for (var j = 0; j < BatchJobPlans.All.Count * topology.LoadFactor; j++)
        {
            var plan = BatchJobPlans.All[j % BatchJobPlans.All.Count];
            var company = AxCompany.Of(plan.Company);
            var owner = j % 3 == 0 ? AxPeople.AdminAccount : topology.People[j % AxPeople.KeyUserIds.Count].UserId;
            var job = _rows.NewJob(plan.Caption, company, owner, origin.AddDays(-200 + j), plan.Recurrence);
            job.OrigStart = plan.Recurrence.NextAfter(origin, company);
            foreach (var (type, caption, after) in plan.Tasks)
            {
                var task = _rows.NewTask(job, type, caption, Draw.Below(4, seed, type.Number));
                task.After.AddRange(after.Select(i => job.Tasks[i]));
                task.Status = plan.IsWithheld ? BatchStatus.Hold : BatchStatus.Waiting;
                job.Tasks.Add(task);
            }

            job.Status = plan.IsWithheld ? BatchStatus.Hold : BatchStatus.Waiting;
            _rows.Changed(job, job.CreatedAt);
            jobs.Add(job);
            if (!plan.IsWithheld)
            {
                _scheduled.Enqueue(job, (job.OrigStart, job.RecId));
            }
        }

        _rows.WriteConstraints(jobs);
    }

    /// <summary>Tasks that run, in the order in which they began.</summary>
    public IReadOnlyList<BatchTask> Running => _running;

    /// <summary>When something will happen next.</summary>
    public DateTime NextAt
    {
        get
        {
            var next = _nextMinute;
            foreach (var poll in _nextPolls)
            {
                next = poll < next ? poll : next;
            }

            return _events.TryPeek(out _, out var first) && first.At < next ? first.At : next;
        }
    }

    /// <summary>Lets the next thing happen.</summary>
    public void Step()
    {
        var at = NextAt;
        if (_events.TryPeek(out _, out var first) && first.At == at)
        {
            var (task, isCancel) = _events.Dequeue();
            if (isCancel)
            {
                Cancel(task, at);
            }
            else if (task.EndsAt == at && BatchStatus.IsRunning(task.Status))
            {
                End(task, at);
            }
        }
        else if (_nextMinute == at)
        {
            _nextMinute += TimeSpan.FromMinutes(1);
            SubmitAdHocJobs(at);
            RemoveFinishedJobs(at);
        }
        else
        {
            var server = Array.IndexOf(_nextPolls, at);
            _nextPolls[server] += Poll;
            if (!_down.Contains(_servers[server]))
            {
                LookForWork(_servers[server], at);
            }
        }
    }

    /// <summary>An AOS dies: its tasks stay Executing, and nobody knows when they will end.</summary>
    public void ServerDown(AxServer server)
    {
        if (!server.IsBatch || !_down.Add(server))
        {
            return;
        }

        foreach (var task in _running.Where(t => t.Worker!.Server == server))
        {
            task.EndsAt = null;
        }
    }

    /// <summary>An AOS comes back: what it had left Executing fails, and is tried again where retries are
    /// left.</summary>
    public void ServerUp(AxServer server, DateTime at)
    {
        if (!_down.Remove(server))
        {
            return;
        }

        foreach (var task in _running.Where(t => t.Worker!.Server == server).ToArray())
        {
            task.EndsAs = BatchStatus.Error;
            End(task, at);
        }
    }

    /// <summary>The AOS lose their connections: what runs fails, and is tried again where retries are
    /// left.</summary>
    public void ConnectionsLost(DateTime at)
    {
        foreach (var task in _running.Where(t => !_down.Contains(t.Worker!.Server)).ToArray())
        {
            task.EndsAs = BatchStatus.Error;
            End(task, at);
        }

        _incidentJob = null;
    }

    /// <summary>The scenario number-sequence-block begins: a posting job whose tasks run in the sessions that
    /// take part.</summary>
    public void BeginIncidentJob(DateTime at)
    {
        var type = BatchClasses.Of("SalesFormLetter_Invoice");
        var job = _rows.NewJob("Sales invoice posting (summary)", _topology.BatchCompany, _topology.People[3].UserId, at, null);
        job.OrigStart = at;
        job.IsReleased = true;
        job.Runs = 1;
        _incidentJob = job;
        _released.Add(job);
        foreach (var worker in _servers.SelectMany(s => _topology.Workers(s).Take(BatchServers.KeptWorkers(s))))
        {
            var task = _rows.NewTask(job, type, type.Caption, 0);
            job.Tasks.Add(task);
            Run(task, worker, at);
        }
    }

    /// <summary>The scenario ends: the tasks can go on and end.</summary>
    public void EndIncidentJob(DateTime at)
    {
        foreach (var task in _incidentJob?.Tasks.Where(t => BatchStatus.IsRunning(t.Status)) ?? [])
        {
            task.EndsAs = BatchStatus.Ended;
            EndAt(task, at.AddSeconds(2));
        }

        _incidentJob = null;
    }

    private static bool MayBeRetried(BatchTask task) => task.EndsAs == BatchStatus.Error && task.RetryCount < task.Retries;

    private void EndAt(BatchTask task, DateTime at)
    {
        // AX stores whole seconds.
        task.EndsAt = new DateTime(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        _events.Enqueue((task, false), (task.EndsAt.Value, ++_eventNumber));
    }

    private void End(BatchTask task, DateTime at)
    {
        var worker = task.Worker!;
        _running.Remove(task);
        _sessions.CloseWorker(worker, at);
        var number = _topology.WorkerNumber(worker);
        if (number >= BatchServers.KeptWorkers(worker.Server))
        {
            _freeWorkers[worker.Server].Add(number);
        }

        task.End = at > task.Start ? at : task.Start.AddSeconds(1);
        task.EndsAt = null;
        if (MayBeRetried(task))
        {
            task.RetryCount++;
            task.Status = BatchStatus.Ready;
        }
        else
        {
            task.Status = task.EndsAs;
        }

        _rows.Changed(task.Job, at);
    }

    private void Cancel(BatchTask task, DateTime at)
    {
        if (task.Status != BatchStatus.Executing || task.EndsAt is null)
        {
            return;
        }

        // It only marks: the task goes on until it comes to a check.
        task.Status = BatchStatus.Cancelling;
        task.EndsAs = BatchStatus.Canceled;
        task.Job.Status = BatchStatus.Cancelling;
        task.Job.CanceledBy = task.Job.CreatedBy;
        EndAt(task, at.AddSeconds(5 + Draw.Below(60, _seed, task.RecId, 7)));
        _rows.Changed(task.Job, at);
    }

    private void SubmitAdHocJobs(DateTime at)
    {
        foreach (var (type, company, person) in AdHocJobs.At(_seed, at, _topology.People.Count))
        {
            var job = _rows.NewJob(type.Caption, company, _topology.People[person].UserId, at, null);
            job.OrigStart = at;
            job.Tasks.Add(_rows.NewTask(job, type, type.Caption, 0));
            _scheduled.Enqueue(job, (job.OrigStart, job.RecId));
            _rows.Changed(job, at);
        }
    }

    private void RemoveFinishedJobs(DateTime at)
    {
        while (_finished.TryPeek(out var job) && job.ModifiedAt + FinishedStays <= at)
        {
            _rows.Remove(_finished.Dequeue());
        }
    }

    private void LookForWork(AxServer server, DateTime at)
    {
        for (var i = _released.Count - 1; i >= 0; i--)
        {
            if (_released[i].Tasks.TrueForAll(t => BatchStatus.IsFinal(t.Status)))
            {
                var job = _released[i];
                _released.RemoveAt(i);
                Close(job, at);
            }
        }

        while (_scheduled.TryPeek(out var job, out var due) && due.Item1 <= at)
        {
            _scheduled.Dequeue();
            job.IsReleased = true;
            job.Runs++;
            _released.Add(job);
        }

        foreach (var job in _released)
        {
            foreach (var task in job.Tasks)
            {
                if (task.Status == BatchStatus.Waiting && NextStatus(task) is var next && next != BatchStatus.Waiting)
                {
                    task.Status = next;
                    _rows.Changed(job, at);
                }
            }
        }

        TakeTasks(server, at);
    }

    private static int NextStatus(BatchTask task)
    {
        if (task.After.Exists(p => p.Status is BatchStatus.Error or BatchStatus.NotRun or BatchStatus.Canceled))
        {
            return BatchStatus.NotRun;
        }

        return task.After.TrueForAll(p => p.Status == BatchStatus.Ended) ? BatchStatus.Ready : BatchStatus.Waiting;
    }

    private void TakeTasks(AxServer server, DateTime at)
    {
        var window = _timeline.At(AxWorkloadScenarios.BatchBacklog, at);
        var threads = window?.Parameters.ServerId == server.Id ? 0 : BatchServers.Threads(server, at);
        var free = threads - _running.Count(t => t.Worker!.Server == server);
        if (free <= 0)
        {
            return;
        }

        var ready = _released
            .SelectMany(j => j.Tasks)
            .Where(t => t.Status == BatchStatus.Ready && BatchServers.Works(server, t.Type.Group))
            .OrderBy(t => t.Job.OrigStart)
            .ThenBy(t => t.RecId)
            .Take(free)
            .ToArray();
        foreach (var task in ready)
        {
            var workers = _freeWorkers[server];
            if (workers.Count == 0)
            {
                return;
            }

            var number = workers.Min;
            workers.Remove(number);
            Run(task, _topology.Workers(server)[number], at);
            PlanEnd(task, at);
        }
    }

    private void Run(BatchTask task, AxUser worker, DateTime at)
    {
        var job = task.Job;
        task.Status = BatchStatus.Executing;
        task.Worker = worker;
        task.Start = new DateTime(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        task.End = BatchStatus.NotSet;
        task.EndsAs = BatchStatus.Ended;
        _running.Add(task);
        _sessions.OpenWorker(worker, task.Start);
        if (job.Status is not (BatchStatus.Executing or BatchStatus.Cancelling))
        {
            job.Status = BatchStatus.Executing;
            job.Start = task.Start;
            job.End = BatchStatus.NotSet;
        }

        _rows.Changed(job, at);
    }

    private void PlanEnd(BatchTask task, DateTime at)
    {
        var (type, run) = (task.Type, (task.Job.Runs * 8L) + task.RetryCount);
        var seconds = Draw.LogNormal(type.MedianSeconds, type.Sigma, _seed, task.RecId, run);
        if (type.Group is "SALES" or "PURCH" or "LEDGER" or "INVENT" or "MONTHEND" or "RETAIL" or "WHS")
        {
            seconds *= .75 + (.5 * OfficeHours.Activity(at)) + (OfficeHours.IsMonthEnd(at) ? .3 : 0);
        }

        seconds *= _timeline.LeakFactor(type.Name, at);
        var chance = Draw.Unit(_seed, task.RecId, run, 5);
        if (chance < 1.0 / 70)
        {
            task.EndsAs = BatchStatus.Error;
            seconds *= .4;
        }
        else if (task.Job.Recurrence is null && chance < 3.0 / 70 && seconds > 20)
        {
            _events.Enqueue((task, true), (at.AddSeconds(Math.Floor(seconds / 2)), ++_eventNumber));
        }

        EndAt(task, at.AddSeconds(Math.Max(1, Math.Round(seconds))));
    }

    private void Close(BatchJob job, DateTime at)
    {
        job.End = job.Tasks.Max(t => t.End);
        job.Status =
            job.Tasks.Exists(t => t.Status == BatchStatus.Canceled) ? BatchStatus.Canceled
            : job.Tasks.Exists(t => t.Status == BatchStatus.Error) ? BatchStatus.Error
            : BatchStatus.Ended;
        _rows.WriteHistory(job, at);
        job.IsReleased = false;
        if (job.Recurrence is null)
        {
            _finished.Enqueue(job);
        }
        else
        {
            foreach (var task in job.Tasks)
            {
                task.Status = BatchStatus.Waiting;
                task.RetryCount = 0;
            }

            job.Status = BatchStatus.Waiting;
            job.OrigStart = job.Recurrence.NextAfter(at, job.Company);
            _scheduled.Enqueue(job, (job.OrigStart, job.RecId));
        }

        _rows.Changed(job, at);
    }
}
