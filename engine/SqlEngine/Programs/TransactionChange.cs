// What happened to the session's transaction, as TDS reports it to clients.
namespace AxMonitor.Engine.Programs;

/// <summary>Begin, commit or rollback of the outermost transaction.</summary>
public enum TransactionChange
{
    Begun,
    Committed,
    RolledBack,
}
