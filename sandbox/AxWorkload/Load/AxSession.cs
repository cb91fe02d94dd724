// A slot of SYSCLIENTSESSIONS: who sits in it now, or sat in it last.
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>An AX session number and its present state.</summary>
internal sealed class AxSession(int sessionId)
{
    public const int Inactive = 0;
    public const int Running = 1;
    public const int Ending = 2;
    public const int Killed = 3;

    public int SessionId { get; } = sessionId;

    public required AxServer Server { get; set; }

    public required string UserId { get; set; }

    public string Company { get; set; } = "dat";

    public string Sid { get; set; } = "";

    public string Language { get; set; } = "en-us";

    public string Computer { get; set; } = "";

    public int Status { get; set; }

    public int ClientType { get; set; }

    public int SessionType { get; set; }

    public DateTime LoginAt { get; set; }

    public int Version { get; set; }

    /// <summary>SYSUSERLOG.RECID of the log-on; 0 for sessions that are not logged there.</summary>
    public long LogRecId { get; set; }

    /// <summary>Tells an event of this log-on from one of an earlier user of the slot.</summary>
    public long Generation { get; set; }
}
