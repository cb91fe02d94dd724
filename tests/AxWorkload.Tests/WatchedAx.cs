// An installation with a clock of its own for one test, and a way to read its tables and views by T-SQL.
using AxMonitor.Engine.Programs;
using AxMonitor.Sandbox.AxWorkload.Clocks;
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

/// <summary>An attached installation under the test's clock.</summary>
internal sealed class WatchedAx : IDisposable
{
    /// <summary>A Tuesday morning in Europe.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    private readonly EngineClient _client;

    public WatchedAx(AxInstallationOptions? options = null)
    {
        Clock = new SteppedClock(Start);
        Engine = new ServerInstance(new EngineOptions { Time = Clock });
        Ax = new AxInstallation((options ?? new AxInstallationOptions { Seed = 3 }) with { Time = Clock });
        Ax.Attach(Engine);
        _client = new EngineClient(Engine);
    }

    public SteppedClock Clock { get; }

    public ServerInstance Engine { get; }

    public AxInstallation Ax { get; }

    /// <summary>The rows of a query, its columns joined by a bar.</summary>
    public IReadOnlyList<string> Query(string sql) => Query(Ax.DatabaseName, sql);

    public IReadOnlyList<string> Query(string database, string sql) =>
        _client
            .Execute(database, sql)
            .Select(r =>
                string.Join(
                    '|',
                    r.Select(v =>
                        v.IsNull ? "" : v.Ref as string ?? v.Bits.ToString(System.Globalization.CultureInfo.InvariantCulture)
                    )
                )
            )
            .ToArray();

    public int Count(string from) =>
        int.Parse(Query($"SELECT COUNT(*) FROM {from}")[0], System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose()
    {
        Ax.Dispose();
        Engine.Dispose();
    }
}
