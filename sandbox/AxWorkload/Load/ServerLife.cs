// SYSSERVERSESSIONS: the heartbeat of each AOS, and what happens to it when the AOS dies.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Installation.Schema;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Heartbeats of all AOS. Not thread-safe.</summary>
internal sealed class ServerLife(AxTopology topology, DateTime origin, SessionLife sessions)
{
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(60);

    private readonly Dictionary<AxServer, DateTime> _startedAt = topology.Servers.ToDictionary(
        s => s,
        s => origin.AddDays(-9).AddMinutes(-17 * s.Id)
    );
    private readonly Dictionary<AxServer, DateTime> _beatAt = topology.Servers.ToDictionary(
        s => s,
        s => origin.AddSeconds(-9 * s.Id)
    );
    private readonly Dictionary<AxServer, int> _versions = topology.Servers.ToDictionary(s => s, _ => 1);
    private readonly HashSet<AxServer> _down = [];

    /// <summary>When an AOS will beat next. One that is down beats no more.</summary>
    public DateTime NextAt =>
        topology.Servers.Where(s => !_down.Contains(s)).Select(s => _beatAt[s] + Rhythm).DefaultIfEmpty(DateTime.MaxValue).Min();

    public bool IsDown(AxServer server) => _down.Contains(server);

    public void Step()
    {
        var server = topology.Servers.Where(s => !_down.Contains(s)).MinBy(s => _beatAt[s])!;
        _beatAt[server] += Rhythm;
        _versions[server]++;
    }

    public void Down(AxServer server) => _down.Add(server);

    public void Up(AxServer server, DateTime at)
    {
        _down.Remove(server);
        _startedAt[server] = at;
        _beatAt[server] = at;
        _versions[server]++;
    }

    public void Flush(AxChanges changes)
    {
        foreach (var server in topology.Servers)
        {
            changes.Put(
                SessionTables.ServerSessions,
                server.Id,
                SessionTables
                    .ServerSessions.NewRow()
                    .Set("SERVERID", server.Id)
                    .Set("AOSID", server.HostName + "@2712")
                    .Set("INSTANCE_NAME", "01")
                    .Set("VERSION", "6.3.6000.149")
                    .Set("STATUS", 1)
                    .Set("LOGINDATETIME", _startedAt[server])
                    .Set("LASTUPDATEDATETIME", _beatAt[server])
                    .Set("LOADBALANCE", 0)
                    .Set("WORKLOAD", sessions.Online(server).Length)
                    .Set("AOSACCOUNT", AxTopology.LoginName)
                    .Set("RECVERSION", _versions[server])
                    .Set("RECID", AxTable.FirstRecId + server.Id)
            );
        }
    }
}
