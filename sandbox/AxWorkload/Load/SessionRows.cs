// SYSCLIENTSESSIONS and SYSUSERLOG: turns sessions and log-ons into rows.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Installation.Schema;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Collects changes of the session tables until they are written. Not thread-safe.</summary>
internal sealed class SessionRows(AxChanges changes)
{
    private readonly HashSet<AxSession> _changed = [];
    private readonly Dictionary<long, AxSession> _open = [];
    private long _lastLogId = AxTable.FirstRecId + 300_000;

    public void Changed(AxSession session) => _changed.Add(session);

    public void LoggedOn(AxSession session, DateTime at)
    {
        session.LogRecId = ++_lastLogId;
        _open[session.LogRecId] = session;
        changes.Put(SessionTables.UserLog, session.LogRecId, Log(session, at));
    }

    public void LoggedOff(AxSession session, DateTime at)
    {
        if (_open.Remove(session.LogRecId))
        {
            changes.Put(SessionTables.UserLog, session.LogRecId, Log(session, at).Set("TERMINATEDOK", 1));
        }
    }

    /// <summary>While a user is in, AX refreshes the time of log-out now and then, so that after a crash it
    /// shows the last refresh.</summary>
    public void RefreshLog(DateTime at)
    {
        foreach (var (id, session) in _open.ToArray())
        {
            // The slot has been cleaned up without a log-off.
            if (session.LogRecId != id || session.Status == AxSession.Inactive)
            {
                _open.Remove(id);
                continue;
            }

            changes.Put(SessionTables.UserLog, id, Log(session, at));
        }
    }

    /// <summary>Puts the present state of what changed among the changes to be written.</summary>
    public void Flush()
    {
        foreach (var session in _changed.OrderBy(s => s.SessionId))
        {
            changes.Put(
                SessionTables.ClientSessions,
                session.SessionId,
                SessionTables
                    .ClientSessions.NewRow()
                    .Set("SESSIONID", session.SessionId)
                    .Set("SERVERID", session.Server.Id)
                    .Set("VERSION", 1)
                    .Set("USERID", session.UserId)
                    .Set("SID", session.Sid)
                    .Set("STATUS", session.Status)
                    .Set("CLIENTTYPE", session.ClientType)
                    .Set("SESSIONTYPE", session.SessionType)
                    .Set("CLIENTCOMPUTER", session.Computer)
                    .Set("LOGINDATETIME", session.LoginAt)
                    .Set("USERLANGUAGE", session.Language)
                    .Set("HELPLANGUAGE", session.Language)
                    .Set("DATAPARTITION", "initial")
                    .Set("RECVERSION", session.Version)
                    .Set("RECID", AxTable.FirstRecId + session.SessionId)
            );
        }

        _changed.Clear();
    }

    // SYSUSERLOG has a client type of its own, where 1 is the rich client.
    private static AxRow Log(AxSession session, DateTime logoutAt) =>
        SessionTables
            .UserLog.NewRow()
            .Set("USERID", session.UserId)
            .Set("COMPUTERNAME", session.Computer)
            .Set("CLIENTTYPE", session.SessionType == 0 ? 1 : 0)
            .Set("TYPE", 0)
            .Set("SESSIONID", session.SessionId)
            .Set("LOGOUTDATETIME", logoutAt)
            .Set("CREATEDDATETIME", session.LoginAt)
            .Set("RECID", session.LogRecId);
}
