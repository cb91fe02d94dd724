// Who and what the installation consists of: four AOS (two of them for batch), 600 users, the sessions of
// batch tasks, and a pool of SQL sessions per AOS.
namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <summary>The fixed part of an installation; the same seed gives the same one.</summary>
internal sealed class AxTopology
{
    public const string ProgramName = "Microsoft Dynamics AX";
    public const string LoginName = @"CONTOSO\svc-aos";

    /// <summary>The engine's own sessions have lower numbers.</summary>
    public const int FirstSqlSessionId = 1001;

    /// <summary>AX session of the first key user; those of the others follow.</summary>
    public const int FirstKeySessionId = 20;

    /// <summary>Size of an AOS's pool of SQL sessions.</summary>
    public const int SqlSessionsPerServer = 30;

    private const int WorkersPerServer = 24;
    private const int FirstWorkerSessionId = 230;
    private const int WorkerStride = 30;

    private readonly Dictionary<AxServer, AxUser[]> _workers;

    public AxTopology(int seed, DateTime startedAt, int loadFactor = 1)
    {
        LoadFactor = loadFactor is >= 1 and <= 16
            ? loadFactor
            : throw new ArgumentOutOfRangeException(
                nameof(loadFactor),
                loadFactor,
                "The load factor of the simulated installation is a whole number from 1 to 16."
            );
        var random = new Random(seed);
        Servers = Enumerable
            .Range(1, 4 * loadFactor)
            .Select(n => new AxServer(n, $"AX-AOS{n:00}", random.Next(2000, 9000), n % 4 is 3 or 0, $"10.20.0.{10 + n}"))
            .ToArray();
        People = AxPeople.Make(seed, AxPeople.Count * loadFactor);
        var interactive = Servers.Where(s => !s.IsBatch).ToArray();
        Users = People
            .Take(AxPeople.KeyUserIds.Count)
            .Select((p, i) => new AxUser(p.UserId, FirstKeySessionId + i, p.Company.Id, interactive[i % interactive.Length]))
            .ToArray();
        _workers = Servers
            .Where(s => s.IsBatch)
            .Select((server, i) => (server, i))
            .ToDictionary(
                s => s.server,
                s =>
                    Enumerable
                        .Range(0, WorkersPerServer)
                        .Select(n => new AxUser(
                            AxPeople.BatchAccount,
                            FirstWorkerSessionId + (s.i * WorkerStride) + n,
                            "dat",
                            s.server
                        ))
                        .ToArray()
            );
        BatchUsers = _workers.Values.SelectMany(w => w).ToArray();
        Sessions = Connect(
            (server, i) =>
                new SqlSessionSlot(
                    FirstSqlSessionId + i,
                    server,
                    startedAt.AddSeconds(-random.Next(600, 80_000)),
                    random.Next(40_000, 65_000)
                )
        );
    }

    /// <summary>How many times the ordinary installation this is.</summary>
    public int LoadFactor { get; }

    public IReadOnlyList<AxServer> Servers { get; }

    /// <summary>All people who may log on, the key users first.</summary>
    public IReadOnlyList<AxPerson> People { get; }

    /// <summary>Key users, each with an AX session of their own that is there day and night.</summary>
    public IReadOnlyList<AxUser> Users { get; }

    /// <summary>AX sessions of batch tasks, of all batch AOS.</summary>
    public IReadOnlyList<AxUser> BatchUsers { get; }

    /// <summary>The pooled SQL sessions of all AOS.</summary>
    public IReadOnlyList<SqlSessionSlot> Sessions { get; private set; }

    /// <summary>Company of jobs that belong to the whole installation.</summary>
    public AxCompany BatchCompany { get; } = AxCompany.All[0];

    /// <summary>The server was restarted: within twenty seconds all AOS have connected again, under the same
    /// session ids in another order.</summary>
    public void Reconnect(DateTime at)
    {
        var old = Sessions;
        var shift = SqlSessionsPerServer + 7;
        Sessions = Connect(
            (server, i) =>
                new SqlSessionSlot(
                    old[(i + shift) % old.Count].SessionId,
                    server,
                    at.AddSeconds(1 + (i * 7 % 19)),
                    40_000 + ((old[i].ClientPort + 1 + i) % 25_000)
                )
        );
    }

    public AxUser User(string userId) => Users.First(u => u.UserId == userId);

    /// <summary>AX sessions in which a batch AOS runs tasks.</summary>
    public IReadOnlyList<AxUser> Workers(AxServer server) => _workers[server];

    /// <summary>Position of a session among the workers of its AOS.</summary>
    public int WorkerNumber(AxUser worker) => worker.AxSessionId - _workers[worker.Server][0].AxSessionId;

    /// <summary>True when the AX session number is kept for a key user or a worker.</summary>
    public bool IsKept(int axSessionId) =>
        (axSessionId >= FirstKeySessionId && axSessionId < FirstKeySessionId + Users.Count)
        || (axSessionId >= FirstWorkerSessionId && axSessionId < FirstWorkerSessionId + (WorkerStride * _workers.Count));

    /// <summary>The n-th pooled session of an AOS, 0-based.</summary>
    public SqlSessionSlot Session(AxServer server, int n) => Sessions[((server.Id - 1) * SqlSessionsPerServer) + n];

    private SqlSessionSlot[] Connect(Func<AxServer, int, SqlSessionSlot> slot) =>
        Servers.SelectMany(s => Enumerable.Repeat(s, SqlSessionsPerServer)).Select(slot).ToArray();
}
