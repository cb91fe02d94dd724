// What the endpoint needs of a session. It mirrors the engine's Session, so that the adapter is a forwarding
// shell.
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds;

/// <summary>One client's session. Used by one thread at a time.</summary>
public interface ITdsSession : IDisposable
{
    short SessionId { get; }

    string DatabaseName { get; }

    /// <summary>Zero when no transaction is open.</summary>
    long TransactionDescriptor { get; }

    /// <summary>Cancelled when another session ends this one (KILL): its connection is closed.</summary>
    CancellationToken Killed { get; }

    void ExecuteBatch(string sql, IResultSink sink, CancellationToken cancellationToken);

    void ExecuteSql(
        string sql,
        string parameterDeclarations,
        IReadOnlyList<SqlParameter> parameters,
        IResultSink sink,
        CancellationToken cancellationToken
    );

    int ExecuteProcedure(
        string name,
        IReadOnlyList<SqlParameter> parameters,
        IResultSink sink,
        CancellationToken cancellationToken
    );

    /// <summary>Whether a text is one query, of which a cursor can be made that sees changes.</summary>
    bool IsQuery(string sql) => false;

    /// <summary>A global cursor that is open; null without one of the name.</summary>
    ServerCursor? FindCursor(string name) => null;

    /// <summary>Gives a cursor a further name, for WHERE CURRENT OF.</summary>
    void NameCursor(string name, string further) { }

    /// <summary>Closes a cursor and forgets all its names.</summary>
    void CloseCursor(string name) { }

    void BeginTransaction(string isolationLevel, string? name, IResultSink sink);

    void CommitTransaction(IResultSink sink);

    void RollbackTransaction(string? savepoint, IResultSink sink);

    void SaveTransaction(string name, IResultSink sink);

    void Reset(IResultSink sink);

    /// <summary>The rows that an INSERT BULK batch announced. Sends its own row count to the sink and returns
    /// it.</summary>
    long BulkLoad(
        IEnumerable<SqlValue[]> rows,
        IReadOnlyList<SqlType> columnTypes,
        IResultSink sink,
        CancellationToken cancellationToken
    );
}
