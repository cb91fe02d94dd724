// An AOS: the Windows process whose SQL sessions the watched server sees.
namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <param name="Id">SYSSERVERSESSIONS.SERVERID.</param>
/// <param name="HostName">Computer.</param>
/// <param name="ProcessId">Windows process, what tells two AOS on one computer apart.</param>
/// <param name="IsBatch">True when it runs batch tasks.</param>
/// <param name="Address">IP address its connections come from.</param>
internal sealed record AxServer(int Id, string HostName, int ProcessId, bool IsBatch, string Address)
{
    /// <summary>As BATCH.SERVERID and SYSSERVERCONFIG.SERVERID name it.</summary>
    public string BatchName { get; } = "01@" + HostName;
}
