// The engine's session behind the endpoint's seam.
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds;

internal sealed class EngineSession(Session session) : ITdsSession
{
    public short SessionId => session.SessionId;

    public string DatabaseName => session.DatabaseName;

    public long TransactionDescriptor => session.TransactionDescriptor;

    public CancellationToken Killed => session.KilledToken;

    public void ExecuteBatch(string sql, IResultSink sink, CancellationToken cancellationToken) =>
        session.ExecuteBatch(sql, sink, cancellationToken);

    public void ExecuteSql(
        string sql,
        string parameterDeclarations,
        IReadOnlyList<SqlParameter> parameters,
        IResultSink sink,
        CancellationToken cancellationToken
    ) => session.ExecuteSql(sql, parameterDeclarations, parameters, sink, cancellationToken);

    public int ExecuteProcedure(
        string name,
        IReadOnlyList<SqlParameter> parameters,
        IResultSink sink,
        CancellationToken cancellationToken
    ) => session.ExecuteProcedure(name, parameters, sink, cancellationToken);

    public bool IsQuery(string sql) => session.IsQuery(sql);

    public ServerCursor? FindCursor(string name) => session.FindCursor(name);

    public void NameCursor(string name, string further) => session.NameCursor(name, further);

    public void CloseCursor(string name) => session.CloseCursor(name);

    public void BeginTransaction(string isolationLevel, string? name, IResultSink sink) =>
        session.BeginTransaction(isolationLevel, name, sink);

    public void CommitTransaction(IResultSink sink) => session.CommitTransaction(sink);

    public void RollbackTransaction(string? savepoint, IResultSink sink) => session.RollbackTransaction(savepoint, sink);

    public void SaveTransaction(string name, IResultSink sink) => session.SaveTransaction(name, sink);

    public void Reset(IResultSink sink) => session.Reset(sink);

    public long BulkLoad(
        IEnumerable<SqlValue[]> rows,
        IReadOnlyList<SqlType> columnTypes,
        IResultSink sink,
        CancellationToken cancellationToken
    ) => session.BulkLoad(rows, columnTypes, sink, cancellationToken);

    public void Dispose() => session.Dispose();
}
