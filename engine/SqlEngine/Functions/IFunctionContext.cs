// What built-in functions may know of the session that calls them. Implemented by the statement interpreter.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>State of the calling session and statement, as far as built-in functions can see it.</summary>
public interface IFunctionContext
{
    /// <summary>Clock of the instance; its time zone is the server's.</summary>
    TimeProvider Time { get; }

    /// <summary>UTC time at which the running statement began: every GETDATE() of a statement gives the same
    /// value.</summary>
    DateTime StatementStartUtc { get; }

    /// <summary>@@SPID.</summary>
    int SessionId { get; }

    /// <summary>SUSER_SNAME(): the login of the current security context.</summary>
    string LoginName { get; }

    /// <summary>ORIGINAL_LOGIN().</summary>
    string OriginalLogin { get; }

    /// <summary>USER_NAME(): the database user of the current security context.</summary>
    string UserName { get; }

    /// <summary>HOST_NAME().</summary>
    string HostName { get; }

    /// <summary>APP_NAME().</summary>
    string ProgramName { get; }

    /// <summary>@@SERVERNAME.</summary>
    string ServerName { get; }

    /// <summary>SERVERPROPERTY('ProductVersion').</summary>
    string ProductVersion { get; }

    /// <summary>DB_NAME().</summary>
    string DatabaseName { get; }

    /// <summary>DB_ID().</summary>
    int DatabaseId { get; }

    /// <summary>@@ROWCOUNT of the previous statement.</summary>
    long RowCount { get; }

    /// <summary>@@ERROR of the previous statement.</summary>
    int LastErrorNumber { get; }

    /// <summary>@@TRANCOUNT.</summary>
    int TransactionCount { get; }

    /// <summary>XACT_STATE(): 1, 0 or -1.</summary>
    int TransactionState { get; }

    /// <summary>@@NESTLEVEL.</summary>
    int NestLevel { get; }

    /// <summary>@@PROCID: object id of the running module, 0 outside one.</summary>
    int ProcedureId { get; }

    /// <summary>COLUMNS_UPDATED() of the running trigger; null outside one.</summary>
    byte[]? ColumnsUpdated => null;

    /// <summary>TRIGGER_NESTLEVEL(): how many triggers are running, or how often one of them.</summary>
    /// <param name="objectId">The trigger; 0 counts all.</param>
    /// <param name="isInsteadOf">Counts INSTEAD OF triggers, or AFTER triggers; null counts both.</param>
    int TriggerNestLevel(int objectId, bool? isInsteadOf) => 0;

    /// <summary>@@FETCH_STATUS.</summary>
    int FetchStatus { get; }

    /// <summary>@@CURSOR_ROWS.</summary>
    int CursorRows { get; }

    /// <summary>@@IDENTITY as numeric(38,0), or NULL.</summary>
    SqlValue LastIdentity { get; }

    /// <summary>SCOPE_IDENTITY() as numeric(38,0), or NULL.</summary>
    SqlValue ScopeIdentity { get; }

    /// <summary>The error being handled by the innermost CATCH block; null outside CATCH.</summary>
    CaughtError? Error { get; }

    /// <summary>SET DATEFIRST, 1 (Monday) to 7 (Sunday).</summary>
    int DateFirst { get; }

    /// <summary>SET LANGUAGE: the official name.</summary>
    string Language { get; }

    /// <summary>SET LOCK_TIMEOUT in milliseconds, -1 waits for ever.</summary>
    int LockTimeout { get; }

    /// <summary>@@OPTIONS: bit mask of the user options.</summary>
    int Options { get; }

    /// <summary>SET TEXTSIZE.</summary>
    int TextSize { get; }

    /// <summary>CONTEXT_INFO(): 128 bytes once set, null before.</summary>
    byte[]? ContextInfo { get; }

    /// <summary>SESSION_CONTEXT(key); null when the key is not set.</summary>
    SqlVariantValue? SessionContext(string key);

    /// <summary>APPLOCK_MODE: the mode in which an application lock is held; NoLock when it is not.</summary>
    string ApplicationLockMode(string resource, bool ownedBySession) => "NoLock";

    /// <summary>APPLOCK_TEST: whether an application lock would be granted at once; null for a mode that does
    /// not exist, or for the transaction without one.</summary>
    bool? TestApplicationLock(string resource, string mode, bool ownedBySession) => null;

    /// <summary>SUSER_ID: principal_id of a login; null when there is none.</summary>
    int? LoginId(string name) => null;

    /// <summary>CURRENT_TRANSACTION_ID().</summary>
    long TransactionId => 0;

    /// <summary>CURSOR_STATUS.</summary>
    int CursorStatus(string kind, string name) => -3;

    /// <summary>Pseudo-random numbers of the session, for RAND and NEWID.</summary>
    Random Random { get; }

    /// <summary>Names and properties of catalog objects.</summary>
    IMetadataLookup Metadata { get; }
}

/// <summary>What ERROR_NUMBER, ERROR_SEVERITY, ERROR_STATE, ERROR_MESSAGE, ERROR_PROCEDURE and ERROR_LINE
/// return inside CATCH.</summary>
public sealed record CaughtError(int Number, int Severity, int State, string Message, string? Procedure, int Line);
