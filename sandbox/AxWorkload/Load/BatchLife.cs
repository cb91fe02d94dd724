// The batch framework at work: each batch AOS looks for work once a minute, takes due tasks of its groups while it has a free session, and closes jobs
// whose tasks have ended. A function of seed and time alone: however often it is asked to move on, it comes to the same rows.
using System.Globalization;
using System.Text;
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Moves the batch jobs on in time and writes what changed as T-SQL. Not thread-safe.</summary>
internal sealed class BatchLife
{
    private const long FirstRecId = 5637144576;
    private const int FailsOncePer = 40;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Past = TimeSpan.FromHours(1);

    private static readonly (string Group, string Description)[] Groups =
    [
        ("", "Empty batch group"), ("WORKFLOW", "Workflow"), ("ALERTS", "Alerts and mail"), ("AIF", "Integration"), ("SALES", "Sales posting"), ("SUPPLY", "Purchasing and planning"),
    ];

    // Tasks of one job run one after the other.
    private static readonly (string Caption, int Minutes, (int Class, string Caption, string Group, int Min, int Max)[] Tasks)[] Jobs =
    [
        ("Workflow message processing", 1, [(1404, "Workflow message queue", "WORKFLOW", 4, 20)]),
        ("Workflow due date processing", 10, [(1407, "Workflow due dates", "WORKFLOW", 3, 12)]),
        ("Change based alerts", 5, [(1112, "Change based alerts", "ALERTS", 5, 45)]),
        ("Due date alerts", 60, [(1113, "Due date alerts", "ALERTS", 20, 90)]),
        ("E-mail distributor", 2, [(1261, "E-mail distributor", "ALERTS", 2, 8)]),
        ("AIF processing", 5, [(1021, "Gateway receive", "AIF", 3, 15), (1022, "Inbound processing", "AIF", 10, 60), (1023, "Outbound processing", "AIF", 10, 40), (1024, "Gateway send", "AIF", 3, 15)]),
        ("Packing slip posting", 15, [(2310, "Packing slip posting", "SALES", 60, 240)]),
        ("Invoice posting", 30, [(2314, "Invoice posting", "SALES", 120, 600)]),
        ("Purchase order confirmation", 30, [(2402, "Purchase order confirmation", "SUPPLY", 30, 120)]),
        ("Master planning", 60, [(2551, "Regeneration planning", "SUPPLY", 400, 1300), (2552, "Firm planned orders", "SUPPLY", 60, 200)]),
        ("On-hand entries cleanup", 60, [(2620, "On-hand entries cleanup", "", 30, 180)]),
        ("Subledger journal transfer", 10, [(2701, "Subledger journal transfer", "", 10, 90)]),
    ];

    private readonly int _seed;
    private readonly AxServer[] _servers;
    private readonly DateTime[] _nextPolls;
    private readonly ILookup<AxServer, AxUser> _workers;
    private readonly List<BatchJob> _jobs = [];
    private readonly HashSet<BatchJob> _changed = [];
    private readonly StringBuilder _history = new();
    private long _nextHistoryId = FirstRecId + 100_000;

    public BatchLife(AxTopology topology, int seed, DateTime startedAt)
    {
        _seed = seed;
        _servers = topology.Servers.Where(s => s.IsBatch).ToArray();
        _workers = topology.BatchUsers.ToLookup(u => u.Server);
        var origin = new DateTime(startedAt.Year, startedAt.Month, startedAt.Day, startedAt.Hour, startedAt.Minute, 0, DateTimeKind.Utc) - Past;
        _nextPolls = _servers.Select((_, i) => origin.AddSeconds(7 + (i * 34))).ToArray();
        var recId = FirstRecId + 1000;
        for (var j = 0; j < Jobs.Length; j++)
        {
            var (caption, minutes, tasks) = Jobs[j];
            var owner = topology.Users[j % topology.Users.Count];
            var job = new BatchJob(recId++, caption, owner.Company, owner.UserId, TimeSpan.FromMinutes(minutes)) { OrigStart = origin.AddMinutes(j % minutes) };
            foreach (var task in tasks)
            {
                job.Tasks.Add(new BatchTask(recId++, job, task.Class, task.Caption, task.Group, task.Min, task.Max, job.Tasks.LastOrDefault()));
            }

            _jobs.Add(job);
        }
    }

    private IEnumerable<BatchTask> Running => _jobs.SelectMany(j => j.Tasks).Where(t => t.Status == BatchStatus.Executing);

    /// <summary>The first rows of the batch tables.</summary>
    public string FirstRows()
    {
        var sql = new StringBuilder();
        var recId = FirstRecId + 2000;
        foreach (var (group, description) in Groups)
        {
            Append(sql, $"INSERT INTO dbo.BATCHGROUP (GROUP_, DESCRIPTION, RECID) VALUES (N'{group}', N'{description}', {recId++});");
            foreach (var server in _servers.Where(s => Works(s, group)))
            {
                Append(sql, $"INSERT INTO dbo.BATCHSERVERGROUP (GROUPID, SERVERID, RECID) VALUES (N'{group}', N'{ServerId(server)}', {recId++});");
            }
        }

        foreach (var job in _jobs)
        {
            Append(sql, $"INSERT INTO dbo.BATCHJOB (RECID, CAPTION, STATUS, COMPANY, ORIGSTARTDATETIME, STARTDATETIME, ENDDATETIME, CREATEDBY) VALUES ({job.RecId}, N'{job.Caption}', {job.Status}, N'{job.Company}', '{Text(job.OrigStart)}', '{Text(job.Start)}', '{Text(job.End)}', N'{job.CreatedBy}');");
            foreach (var task in job.Tasks)
            {
                Append(sql, $"INSERT INTO dbo.BATCH (RECID, BATCHJOBID, STATUS, GROUPID, CLASSNUMBER, CAPTION, COMPANY, SERVERID, SESSIONIDX, SESSIONLOGINDATETIME, STARTDATETIME, ENDDATETIME, RETRYCOUNT) VALUES ({task.RecId}, {job.RecId}, {task.Status}, N'{task.Group}', {task.ClassNumber}, N'{task.Caption}', N'{job.Company}', N'', 0, '1900-01-01', '{Text(task.Start)}', '{Text(task.End)}', 0);");
                if (task.DependsOn is { } parent)
                {
                    Append(sql, $"INSERT INTO dbo.BATCHCONSTRAINTS (BATCHID, DEPENDSONBATCHID, EXPECTEDSTATUS, RECID) VALUES ({task.RecId}, {parent.RecId}, {BatchStatus.Ended}, {recId++});");
                }
            }
        }

        return sql.ToString();
    }

    /// <summary>Lets everything happen that is due by now.</summary>
    /// <returns>T-SQL that brings the tables there; empty when nothing happened. A clock that goes back changes nothing.</returns>
    public string Advance(DateTime now)
    {
        while (true)
        {
            var poll = Array.IndexOf(_nextPolls, _nextPolls.Min());
            var ending = Running.MinBy(t => t.EndsAt);
            if (ending is not null && ending.EndsAt <= _nextPolls[poll] && ending.EndsAt <= now)
            {
                End(ending);
            }
            else if (_nextPolls[poll] <= now)
            {
                LookForWork(_servers[poll], _nextPolls[poll]);
                _nextPolls[poll] += Poll;
            }
            else
            {
                return Changes();
            }
        }
    }

    private static bool Works(AxServer server, string group) => group is "" or "SALES" || (server.Id + group.Length) % 2 == 0;

    private static string ServerId(AxServer server) => $"01@{server.HostName}";

    private static string Text(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static void Append(StringBuilder sql, FormattableString text) => sql.AppendLine(text.ToString(CultureInfo.InvariantCulture));

    private void End(BatchTask task)
    {
        _changed.Add(task.Job);
        task.End = task.EndsAt;
        task.Status = task.WillFail ? BatchStatus.Error : BatchStatus.Ended;
        if (task.WillFail && task.RetryCount == 0)
        {
            task.RetryCount = 1;
            task.Status = BatchStatus.Ready;
        }
    }

    private void LookForWork(AxServer server, DateTime at)
    {
        foreach (var job in _jobs)
        {
            if (job.IsReleased && job.Tasks.All(t => t.Status is BatchStatus.Error or BatchStatus.Ended or BatchStatus.NotRun))
            {
                Close(job, at);
            }

            if (!job.IsReleased && job.OrigStart <= at)
            {
                job.IsReleased = true;
                job.Runs++;
            }

            foreach (var task in job.Tasks.Where(t => job.IsReleased && t.Status == BatchStatus.Waiting))
            {
                var next = task.DependsOn?.Status switch
                {
                    null or BatchStatus.Ended => BatchStatus.Ready,
                    BatchStatus.Error or BatchStatus.NotRun => BatchStatus.NotRun,
                    _ => BatchStatus.Waiting,
                };
                if (next != task.Status)
                {
                    task.Status = next;
                    _changed.Add(job);
                }
            }
        }

        var free = new Queue<AxUser>(_workers[server].Except(Running.Select(t => t.Worker!)));
        foreach (var task in _jobs.SelectMany(j => j.Tasks).Where(t => t.Status == BatchStatus.Ready && Works(server, t.Group)).OrderBy(t => t.Job.OrigStart).ThenBy(t => t.RecId))
        {
            if (!free.TryDequeue(out var worker))
            {
                break;
            }

            Begin(task, worker, at);
        }
    }

    private void Begin(BatchTask task, AxUser worker, DateTime at)
    {
        var job = task.Job;
        var random = new Random((_seed * 7919) + ((int)(task.RecId - FirstRecId) * 104_729) + (job.Runs * 31) + task.RetryCount);
        task.Status = BatchStatus.Executing;
        task.Worker = worker;
        task.Start = at;
        task.End = BatchStatus.NotSet;
        task.EndsAt = at.AddSeconds(random.Next(task.MinSeconds, task.MaxSeconds + 1));
        task.WillFail = random.Next(FailsOncePer) == 0;
        if (job.Status != BatchStatus.Executing)
        {
            job.Status = BatchStatus.Executing;
            job.Start = at;
            job.End = BatchStatus.NotSet;
        }

        _changed.Add(job);
    }

    private void Close(BatchJob job, DateTime at)
    {
        job.End = job.Tasks.Max(t => t.End);
        var status = job.Tasks.Any(t => t.Status == BatchStatus.Error) ? BatchStatus.Error : BatchStatus.Ended;
        var jobHistoryId = _nextHistoryId++;
        Append(_history, $"INSERT INTO dbo.BATCHJOBHISTORY (RECID, BATCHJOBID, CAPTION, STATUS, COMPANY, ORIGSTARTDATETIME, STARTDATETIME, ENDDATETIME, BATCHCREATEDBY) VALUES ({jobHistoryId}, {job.RecId}, N'{job.Caption}', {status}, N'{job.Company}', '{Text(job.OrigStart)}', '{Text(job.Start)}', '{Text(job.End)}', N'{job.CreatedBy}');");
        foreach (var task in job.Tasks)
        {
            var isRun = task.Status != BatchStatus.NotRun;
            Append(_history, $"INSERT INTO dbo.BATCHHISTORY (RECID, BATCHJOBHISTORYID, BATCHJOBID, BATCHID, CAPTION, STATUS, COMPANY, CLASSNUMBER, GROUPID, SERVERID, STARTDATETIME, ENDDATETIME, RETRYCOUNT) VALUES ({_nextHistoryId++}, {jobHistoryId}, {job.RecId}, {task.RecId}, N'{task.Caption}', {task.Status}, N'{job.Company}', {task.ClassNumber}, N'{task.Group}', N'{(isRun ? ServerId(task.Worker!.Server) : "")}', '{Text(isRun ? task.Start : BatchStatus.NotSet)}', '{Text(isRun ? task.End : BatchStatus.NotSet)}', {task.RetryCount});");
            task.Status = BatchStatus.Waiting;
            task.RetryCount = 0;
        }

        job.Status = BatchStatus.Waiting;
        job.IsReleased = false;
        while (job.OrigStart <= at)
        {
            job.OrigStart += job.Period;
        }

        _changed.Add(job);
    }

    private string Changes()
    {
        var sql = new StringBuilder();
        foreach (var job in _changed.OrderBy(j => j.RecId))
        {
            Append(sql, $"UPDATE dbo.BATCHJOB SET STATUS = {job.Status}, ORIGSTARTDATETIME = '{Text(job.OrigStart)}', STARTDATETIME = '{Text(job.Start)}', ENDDATETIME = '{Text(job.End)}', RECVERSION = RECVERSION + 1 WHERE RECID = {job.RecId};");
            foreach (var task in job.Tasks)
            {
                Append(sql, $"UPDATE dbo.BATCH SET STATUS = {task.Status}, SERVERID = N'{(task.Worker is { } worker ? ServerId(worker.Server) : "")}', SESSIONIDX = {task.Worker?.AxSessionId ?? 0}, STARTDATETIME = '{Text(task.Start)}', ENDDATETIME = '{Text(task.End)}', RETRYCOUNT = {task.RetryCount}, RECVERSION = RECVERSION + 1 WHERE RECID = {task.RecId};");
            }
        }

        sql.Append(_history);
        _history.Clear();
        _changed.Clear();
        return sql.Length == 0 ? "" : $"BEGIN TRANSACTION;\n{sql}COMMIT TRANSACTION;";
    }
}
