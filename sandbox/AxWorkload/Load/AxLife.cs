// Everything that happens by itself in the installation, in the order of time: users, batch jobs, heartbeats,
// number sequences, clean-up, and what incidents do to them. It never asks a clock: it is told how far to go.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Installation.Schema;
using AxMonitor.Sandbox.AxWorkload.Ledger;
using AxMonitor.Sandbox.AxWorkload.Scenarios;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>The installation's life, from the beginning of its history on. Not thread-safe.</summary>
internal sealed class AxLife
{
    private static readonly TimeSpan Tick = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LogRefresh = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan CleanUp = TimeSpan.FromHours(1);

    private readonly AxTopology _topology;
    private readonly ScenarioTimeline _timeline;
    private readonly AxLedger _ledger;
    private readonly TimeSpan _retention;
    private readonly AxChanges _changes = new();
    private readonly SessionRows _sessionRows;
    private readonly BatchRows _batchRows;
    private readonly NumberSequences _sequences;
    private readonly HashSet<(string Name, DateTime StartsAt, bool IsEnd)> _handled = [];
    private DateTime _nextTick;
    private (int Version, (DateTime At, ScenarioWindow Window, bool IsEnd)? Change) _nextChange = (-1, null);

    public AxLife(AxTopology topology, int seed, DateTime origin, TimeSpan retention, ScenarioTimeline timeline, AxLedger ledger)
    {
        (_topology, _timeline, _ledger, _retention) = (topology, timeline, ledger, retention);
        _sessionRows = new SessionRows(_changes);
        _batchRows = new BatchRows(_changes, ledger);
        _sequences = new NumberSequences(seed);
        Sessions = new SessionLife(topology, seed, origin, _sessionRows, ledger);
        Batch = new BatchLife(topology, seed, origin, timeline, Sessions, _batchRows);
        Servers = new ServerLife(topology, origin, Sessions);
        _nextTick = origin;
        NumberSequences.WriteScopes(_changes);
        WriteServerConfiguration(null);
        Now = origin;
    }

    /// <summary>UTC time up to which everything has happened.</summary>
    public DateTime Now { get; private set; }

    public SessionLife Sessions { get; }

    public BatchLife Batch { get; }

    public ServerLife Servers { get; }

    /// <summary>New rows that wait to be written.</summary>
    public int PendingRows => _changes.AddedRows;

    /// <summary>Lets everything happen that is due by a time. Going back changes nothing.</summary>
    /// <param name="to">UTC.</param>
    /// <param name="isPast">Leaves out what later rows of the same key would overwrite anyway.</param>
    public void Advance(DateTime to, bool isPast = false)
    {
        while (true)
        {
            var change = NextChange();
            var (changeAt, sessionsAt, batchAt, serversAt) = (
                change?.At ?? DateTime.MaxValue,
                Sessions.NextAt,
                Batch.NextAt,
                Servers.NextAt
            );
            var next = new[] { changeAt, sessionsAt, batchAt, serversAt, _nextTick }.Min();
            if (next > to)
            {
                break;
            }

            if (changeAt == next)
            {
                Apply(change!.Value.Window, change.Value.IsEnd, next);
            }
            else if (sessionsAt == next)
            {
                Sessions.Step();
            }
            else if (serversAt == next)
            {
                Servers.Step();
            }
            else if (batchAt == next)
            {
                Batch.Step();
            }
            else
            {
                TickAt(next, isPast);
            }
        }

        Now = to > Now ? to : Now;
    }

    /// <summary>What changed since the last call, as rows.</summary>
    public AxChanges TakeChanges()
    {
        _sessionRows.Flush();
        _batchRows.Flush();
        _sequences.Flush(_changes);
        Servers.Flush(_changes);
        return _changes.Take();
    }

    private (DateTime At, ScenarioWindow Window, bool IsEnd)? NextChange()
    {
        if (_nextChange.Version != _timeline.Version)
        {
            (DateTime At, ScenarioWindow Window, bool IsEnd)? next = null;
            foreach (var window in _timeline.Windows)
            {
                var isBegun = _handled.Contains((window.Name, window.StartsAt, false));
                var at =
                    !isBegun ? window.StartsAt
                    : _handled.Contains((window.Name, window.StartsAt, true)) ? null
                    : window.EndsAt;
                if (at is { } time && (next is null || time < next.Value.At))
                {
                    next = (time, window, isBegun);
                }
            }

            _nextChange = (_timeline.Version, next);
        }

        return _nextChange.Change;
    }

    private void Apply(ScenarioWindow window, bool isEnd, DateTime at)
    {
        _handled.Add((window.Name, window.StartsAt, isEnd));
        _nextChange = (-1, null);
        switch (window.Name)
        {
            case AxWorkloadScenarios.AosDown
                when _topology.Servers.FirstOrDefault(s => s.Id == window.Parameters.ServerId) is { } server:
                if (isEnd)
                {
                    Servers.Up(server, at);
                    Sessions.ServerUp(server, at);
                    Batch.ServerUp(server, at);
                }
                else
                {
                    Servers.Down(server);
                    Sessions.ServerDown(server);
                    Batch.ServerDown(server);
                }

                break;
            case AxWorkloadScenarios.BatchBacklog:
                WriteServerConfiguration(isEnd ? null : window.Parameters.ServerId);
                break;
            case AxWorkloadScenarios.NumberSequenceBlock when isEnd:
                Batch.EndIncidentJob(at);
                break;
            case AxWorkloadScenarios.NumberSequenceBlock:
                Batch.BeginIncidentJob(at);
                break;
            default:
                break;
        }
    }

    private void TickAt(DateTime at, bool isPast)
    {
        _nextTick += Tick;
        _sequences.Advance(at, Tick);
        if (!isPast && at.Ticks % LogRefresh.Ticks == 0)
        {
            _sessionRows.RefreshLog(at);
        }

        if (at.Ticks % CleanUp.Ticks == 0)
        {
            var limit = at - _retention;
            RemoveBefore(BatchTables.BatchHistory, limit);
            RemoveBefore(BatchTables.BatchJobHistory, limit);
            RemoveBefore(SessionTables.UserLog, limit);
            _ledger.Forget(limit);
        }
    }

    private void RemoveBefore(AxTable table, DateTime limit)
    {
        var ordinal = table.Ordinal("CREATEDDATETIME");
        _changes.RemoveFirst(table, row => row[ordinal].Bits < limit.Ticks);
    }

    private void WriteServerConfiguration(int? withoutThreads)
    {
        var id = 0;
        foreach (var server in _topology.Servers)
        {
            foreach (var (threads, start, end) in BatchServers.Windows(server))
            {
                _changes.Put(
                    BatchTables.BatchServerConfig,
                    ++id,
                    BatchTables
                        .BatchServerConfig.NewRow()
                        .Set("SERVERID", server.BatchName)
                        .Set("MAXBATCHSESSIONS", server.Id == withoutThreads ? 0 : threads)
                        .Set("STARTTIME", start)
                        .Set("ENDTIME", end)
                        .Set("RECID", AxTable.FirstRecId + 600 + id)
                );
            }
        }
    }
}
