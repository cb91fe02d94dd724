// Users come and go: office hours by company, a second window, the web, services; AX session numbers are
// given out and used again.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Ledger;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Moves log-ons on in time. Not thread-safe.</summary>
internal sealed class SessionLife
{
    private const int FirstFreeSlot = 56;
    private const int LastFreeSlot = 4000;
    private const int ServiceSessions = 6;

    private readonly int _seed;
    private readonly AxTopology _topology;
    private readonly SessionRows _rows;
    private readonly AxLedger _ledger;
    private readonly PriorityQueue<Event, (DateTime At, long Number)> _events = new();
    private readonly Dictionary<int, AxSession> _sessions = [];
    private readonly SortedSet<int> _free;
    private readonly HashSet<AxServer> _down = [];
    private readonly Dictionary<AxServer, AxUser[]> _online = [];
    private readonly Dictionary<int, DateTime> _keyRenewals = [];
    private long _eventNumber;
    private long _generation;

    public SessionLife(AxTopology topology, int seed, DateTime origin, SessionRows rows, AxLedger ledger)
    {
        (_topology, _seed, _rows, _ledger) = (topology, seed, rows, ledger);
        _free = new SortedSet<int>(Enumerable.Range(FirstFreeSlot, LastFreeSlot - FirstFreeSlot).Where(n => !topology.IsKept(n)));
        foreach (var worker in topology.BatchUsers)
        {
            _sessions.Add(
                worker.AxSessionId,
                new AxSession(worker.AxSessionId)
                {
                    Server = worker.Server,
                    UserId = worker.UserId,
                    ClientType = 3,
                    SessionType = 3,
                    Computer = worker.Server.HostName,
                    LoginAt = origin,
                    Sid = "S-1-5-21-1343024091-879983540-3725123457-1099",
                }
            );
            _rows.Changed(_sessions[worker.AxSessionId]);
        }

        // Key users work in shifts: each has a session day and night, renewed in the small hours.
        for (var i = 0; i < topology.Users.Count; i++)
        {
            At(origin.AddSeconds(-600 + i), EventKind.KeyUser, topology.People[i]);
        }

        for (var i = 0; i < ServiceSessions; i++)
        {
            At(
                origin.AddSeconds(-500 + i),
                EventKind.Service,
                new AxPerson(AxPeople.ServiceAccounts[1 + (i % 4)], "", AxCompany.All[0], topology.People.Count + i)
            );
        }

        for (var i = topology.Users.Count; i < topology.People.Count; i++)
        {
            At(origin.AddDays(-1).AddSeconds(-1), EventKind.PlanDay, topology.People[i]);
        }
    }

    private enum EventKind
    {
        PlanDay,
        LogOn,
        LogOnWeb,
        LogOff,
        Ended,
        KeyUser,
        Service,
    }

    /// <summary>When something will happen next.</summary>
    public DateTime NextAt => _events.TryPeek(out _, out var first) ? first.At : DateTime.MaxValue;

    /// <summary>Lets the next thing happen.</summary>
    public void Step()
    {
        _events.TryDequeue(out var next, out var when);
        switch (next!.Kind)
        {
            case EventKind.PlanDay:
                PlanDay(next.Person!, when.At);
                break;
            case EventKind.LogOn or EventKind.LogOnWeb:
                LogOn(next.Person!, next.Kind == EventKind.LogOnWeb, when.At, next.Until);
                break;
            case EventKind.LogOff when IsSame(next):
                LogOff(next.Session!, when.At);
                break;
            case EventKind.Ended when IsSame(next):
                End(next.Session!);
                break;
            case EventKind.KeyUser when !_keyRenewals.TryGetValue(next.Person!.Number, out var planned) || planned == when.At:
                RenewKeyUser(next.Person!, when.At);
                break;
            case EventKind.Service:
                RenewService(next.Person!, next.Session, when.At);
                break;
            default:
                break;
        }
    }

    /// <summary>Users with a running session on an AOS, by session number; workers are not among
    /// them.</summary>
    public AxUser[] Online(AxServer server)
    {
        if (!_online.TryGetValue(server, out var users))
        {
            users = _sessions
                .Values.Where(s => s.Server == server && s.Status == AxSession.Running && s.SessionType != 3)
                .OrderBy(s => s.SessionId)
                .Select(s => new AxUser(s.UserId, s.SessionId, s.Company, s.Server))
                .ToArray();
            _online.Add(server, users);
        }

        return users;
    }

    public void OpenWorker(AxUser worker, DateTime at)
    {
        var session = _sessions[worker.AxSessionId];
        session.Status = AxSession.Running;
        session.LoginAt = at;
        Changed(session);
    }

    public void CloseWorker(AxUser worker, DateTime at)
    {
        _ = at;
        _sessions[worker.AxSessionId].Status = AxSession.Inactive;
        Changed(_sessions[worker.AxSessionId]);
    }

    /// <summary>An AOS dies: its sessions stay in the table as they were.</summary>
    public void ServerDown(AxServer server) => _down.Add(server);

    /// <summary>An AOS comes back: what it had left behind is cleaned up; key users and services log on
    /// again.</summary>
    public void ServerUp(AxServer server, DateTime at)
    {
        _down.Remove(server);
        foreach (
            var session in _sessions
                .Values.Where(s => s.Server == server && s.Status != AxSession.Inactive)
                .OrderBy(s => s.SessionId)
                .ToArray()
        )
        {
            if (_topology.Users.FirstOrDefault(u => u.AxSessionId == session.SessionId) is { } key)
            {
                RenewKeyUser(_topology.People.First(p => p.UserId == key.UserId), at);
            }
            else if (session.SessionType == 1)
            {
                Begin(session, new AxPerson(session.UserId, "", AxCompany.All[0], _topology.People.Count), at);
            }
            else if (session.SessionType != 3)
            {
                End(session);
            }
        }
    }

    private bool IsSame(Event e) =>
        e.Session is { } session && session.Generation == e.Generation && !_down.Contains(session.Server);

    private void At(DateTime at, EventKind kind, AxPerson person, DateTime until = default) =>
        _events.Enqueue(new Event(kind, person, null, 0, until), (at, ++_eventNumber));

    private void At(DateTime at, EventKind kind, AxSession session) =>
        _events.Enqueue(new Event(kind, null, session, session.Generation, default), (at, ++_eventNumber));

    private void PlanDay(AxPerson person, DateTime at)
    {
        var day = person.Company.Local(at).Date.AddDays(1);
        At(person.Company.Utc(day.AddHours(23).AddMinutes(59)), EventKind.PlanDay, person);
        var number = day.Ticks / TimeSpan.TicksPerDay;
        var presence =
            OfficeHours.IsWeekend(day) ? .05
            : OfficeHours.IsMonthEnd(day) ? .94
            : .82;
        if (Draw.Unit(_seed, person.Number, number, 1) >= presence)
        {
            return;
        }

        var begin = day.AddHours(8.2 + (.8 * Draw.Normal(_seed, person.Number, number, 2)));
        var end = day.AddHours((OfficeHours.IsMonthEnd(day) ? 18.5 : 17.1) + (.9 * Draw.Normal(_seed, person.Number, number, 3)));
        if (end <= begin)
        {
            return;
        }

        // One in five logs off over lunch, one in twelve works in two windows, every tenth also uses the web.
        if (Draw.Below(5, _seed, person.Number, number, 4) == 0)
        {
            var lunch = day.AddHours(12).AddMinutes(Draw.Below(45, _seed, person.Number, number, 5));
            Work(person, EventKind.LogOn, begin, lunch);
            Work(person, EventKind.LogOn, lunch.AddMinutes(35), end);
        }
        else
        {
            Work(person, EventKind.LogOn, begin, end);
        }

        if (Draw.Below(12, _seed, person.Number, number, 6) == 0)
        {
            Work(person, EventKind.LogOn, begin.AddMinutes(70), end.AddMinutes(-30));
        }

        for (var i = 0; person.Number % 10 == 0 && i < 3; i++)
        {
            var visit = day.AddHours(9 + (i * 3)).AddMinutes(Draw.Below(120, _seed, person.Number, number, 10 + i));
            Work(person, EventKind.LogOnWeb, visit, visit.AddMinutes(8 + Draw.Below(30, _seed, person.Number, number, 20 + i)));
        }
    }

    private void Work(AxPerson person, EventKind kind, DateTime localFrom, DateTime localTo)
    {
        if (localTo > localFrom)
        {
            At(Seconds(person.Company.Utc(localFrom)), kind, person, Seconds(person.Company.Utc(localTo)));
        }
    }

    private static DateTime Seconds(DateTime at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    private void LogOn(AxPerson person, bool isWeb, DateTime at, DateTime until)
    {
        var servers = _topology.Servers.Where(s => !s.IsBatch && !_down.Contains(s)).ToArray();
        if (until <= at || servers.Length == 0)
        {
            return;
        }

        var session = Take(servers[Draw.Below(servers.Length, _seed, person.Number, at.Ticks / TimeSpan.TicksPerDay, 8)]);
        session.ClientType = isWeb ? 5 : 0;
        session.SessionType = isWeb ? 5 : 0;
        session.Computer =
            isWeb ? "AX-EP01"
            : person.Number % 3 == 0 ? $"AX-RDS0{1 + (person.Number % 4)}"
            : $"PC-{person.UserId}";
        Begin(session, person, at);
        At(until, EventKind.LogOff, session);
    }

    private void LogOff(AxSession session, DateTime at)
    {
        // Most sessions end at once. Some are seen ending for a while, and a few cannot end for minutes.
        var draw = Draw.Below(400, _seed, session.SessionId, at.Ticks, 9);
        if (draw < 80)
        {
            session.Status = draw == 0 ? AxSession.Killed : AxSession.Ending;
            _rows.LoggedOff(session, at);
            Changed(session);
            At(
                at.AddSeconds(
                    draw == 0
                        ? 900 + Draw.Below(1500, _seed, session.SessionId, at.Ticks, 10)
                        : 5 + Draw.Below(50, _seed, session.SessionId, at.Ticks, 10)
                ),
                EventKind.Ended,
                session
            );
            return;
        }

        _rows.LoggedOff(session, at);
        End(session);
    }

    private void End(AxSession session)
    {
        session.Status = AxSession.Inactive;
        session.Generation = ++_generation;
        if (!_topology.IsKept(session.SessionId))
        {
            _free.Add(session.SessionId);
        }

        Changed(session);
    }

    private void RenewKeyUser(AxPerson person, DateTime at)
    {
        var user = _topology.Users[person.Number];
        if (!_sessions.TryGetValue(user.AxSessionId, out var session))
        {
            _sessions.Add(
                user.AxSessionId,
                session = new AxSession(user.AxSessionId)
                {
                    Server = user.Server,
                    UserId = user.UserId,
                    Computer = "PC-" + user.UserId,
                }
            );
        }
        else if (!_down.Contains(session.Server))
        {
            _rows.LoggedOff(session, at);
        }

        if (!_down.Contains(session.Server))
        {
            Begin(session, person, at);
        }

        var next = person
            .Company.Local(at)
            .Date.AddDays(1)
            .AddHours(3)
            .AddMinutes(Draw.Below(90, _seed, person.Number, at.Ticks / TimeSpan.TicksPerDay, 12));
        _keyRenewals[person.Number] = person.Company.Utc(next);
        At(_keyRenewals[person.Number], EventKind.KeyUser, person);
    }

    // Services log on by the Business Connector, to the second batch AOS, and renew their session every six
    // hours.
    private void RenewService(AxPerson person, AxSession? old, DateTime at)
    {
        if (old is not null && !_down.Contains(old.Server) && old.Status == AxSession.Running && old.UserId == person.UserId)
        {
            _rows.LoggedOff(old, at);
            End(old);
        }

        var server = _topology.Servers[^1];
        if (_down.Contains(server))
        {
            _events.Enqueue(new Event(EventKind.Service, person, null, 0, default), (at.AddMinutes(1), ++_eventNumber));
            return;
        }

        var session = Take(server);
        (session.ClientType, session.SessionType, session.Computer) = (1, 1, "AX-INT01");
        Begin(session, person, at);
        _events.Enqueue(new Event(EventKind.Service, person, session, 0, default), (at.AddHours(6), ++_eventNumber));
    }

    private AxSession Take(AxServer server)
    {
        var id = _free.Min;
        _free.Remove(id);
        if (!_sessions.TryGetValue(id, out var session))
        {
            _sessions.Add(id, session = new AxSession(id) { Server = server, UserId = "" });
        }

        session.Server = server;
        return session;
    }

    private void Begin(AxSession session, AxPerson person, DateTime at)
    {
        session.UserId = person.UserId;
        session.Sid = person.Sid;
        session.Company = person.Company.Id;
        session.Language = person.Company.Language;
        session.Status = AxSession.Running;
        session.LoginAt = at;
        session.Generation = ++_generation;
        Changed(session);
        _rows.LoggedOn(session, at);
        _ledger.Add(new AxLogon(at, session.UserId, session.SessionId, session.Server.Id, session.SessionType));
    }

    private void Changed(AxSession session)
    {
        session.Version++;
        _online.Remove(session.Server);
        _rows.Changed(session);
    }

    private sealed record Event(EventKind Kind, AxPerson? Person, AxSession? Session, long Generation, DateTime Until);
}
