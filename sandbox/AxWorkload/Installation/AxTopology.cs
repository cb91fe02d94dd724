// Who and what the installation consists of: four AOS (two of them for batch), users with their AX sessions, and a pool of SQL sessions per AOS.
namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <summary>The fixed part of an installation; the same seed gives the same one.</summary>
internal sealed class AxTopology
{
    public const string ProgramName = "Microsoft Dynamics AX";
    public const string LoginName = @"CONTOSO\svc-aos";

    /// <summary>The engine's own sessions have lower numbers.</summary>
    public const int FirstSqlSessionId = 1001;

    private const int SqlSessionsPerServer = 30;

    private static readonly string[] UserIds =
    [
        "ABECKER", "ACHEN", "AKUMAR", "ANOVAK", "BSMITH", "CLARSEN", "CROSSI", "DGARCIA", "DPETROV", "EMEYER", "FDUBOIS", "GHANSEN",
        "HSATO", "IKOWAL", "JBROWN", "JMARTIN", "KNIELSEN", "LFISCHER", "LGOMEZ", "MADAMS", "MWEBER", "NJANSEN", "OIVANOV", "PLOPEZ",
        "PSCHULZ", "RCOLE", "RSINGH", "SKELLER", "SMORI", "TBERG", "TWAGNER", "UVOGEL", "VSILVA", "WKLEIN", "YTANAKA", "ZHORVAT",
    ];

    private static readonly string[] Companies = ["usmf", "dat", "gbsi", "demf", "frrt", "jpmf"];

    public AxTopology(int seed, DateTime startedAt)
    {
        var random = new Random(seed);
        Servers = Enumerable.Range(1, 4)
            .Select(n => new AxServer(n, $"AX-AOS{n:00}", random.Next(2000, 9000), n > 2, $"10.20.0.{10 + n}"))
            .ToArray();
        var interactive = Servers.Where(s => !s.IsBatch).ToArray();
        Users = UserIds
            .Select((id, i) => new AxUser(id, 20 + i, Companies[random.Next(Companies.Length)], interactive[i % interactive.Length]))
            .ToArray();
        BatchUsers = Servers.Where(s => s.IsBatch)
            .SelectMany(s => Enumerable.Range(0, 4).Select(n => new AxUser("BATCHSVC", 200 + (s.Id * 10) + n, Companies[n], s)))
            .ToArray();
        Sessions = Servers
            .SelectMany(s => Enumerable.Range(0, SqlSessionsPerServer).Select(_ => s))
            .Select((server, i) => new SqlSessionSlot(
                FirstSqlSessionId + i,
                server,
                startedAt.AddSeconds(-random.Next(600, 80_000)),
                random.Next(40_000, 65_000)))
            .ToArray();
    }

    public IReadOnlyList<AxServer> Servers { get; }

    /// <summary>Interactive users.</summary>
    public IReadOnlyList<AxUser> Users { get; }

    /// <summary>AX sessions of batch tasks.</summary>
    public IReadOnlyList<AxUser> BatchUsers { get; }

    /// <summary>The pooled SQL sessions of all AOS.</summary>
    public IReadOnlyList<SqlSessionSlot> Sessions { get; }

    public AxUser User(string userId) => Users.First(u => u.UserId == userId);

    /// <summary>The n-th pooled session of an AOS, 0-based.</summary>
    public SqlSessionSlot Session(AxServer server, int n) => Sessions[((server.Id - 1) * SqlSessionsPerServer) + n];
}
