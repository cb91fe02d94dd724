// A client's session: executes batches, procedure calls and transaction requests one at a time and sends results to a sink.
namespace AxMonitor.Sandbox.SqlEngine.Programs;

/// <summary>One session. Not thread-safe; cancel through the token. Errors go to the sink as messages; methods do not throw SqlError.</summary>
public sealed class Session : IDisposable
{
    /// <summary>@@SPID.</summary>
    public short SessionId => 0;

    public string DatabaseName => "master";

    /// <summary>True while the session has an open transaction (after the last request).</summary>
    public long TransactionDescriptor => 0;

    /// <summary>Runs a language batch.</summary>
    public void ExecuteBatch(string sql, IResultSink sink, CancellationToken cancellationToken) => throw SqlError.Unsupported("batches");

    /// <summary>sp_executesql: runs parameterised text; output parameters get their values back.</summary>
    public void ExecuteSql(string sql, string parameterDeclarations, IReadOnlyList<SqlParameter> parameters, IResultSink sink, CancellationToken cancellationToken) => throw SqlError.Unsupported("sp_executesql");

    /// <summary>Calls a procedure by name (also system procedures). Returns its return status.</summary>
    public int ExecuteProcedure(string name, IReadOnlyList<SqlParameter> parameters, IResultSink sink, CancellationToken cancellationToken) => throw SqlError.Unsupported("procedure calls");

    /// <summary>Transaction manager requests of TDS.</summary>
    public void BeginTransaction(string isolationLevel, string? name, IResultSink sink) => throw SqlError.Unsupported("transaction requests");

    public void CommitTransaction(IResultSink sink) => throw SqlError.Unsupported("transaction requests");

    public void RollbackTransaction(string? savepoint, IResultSink sink) => throw SqlError.Unsupported("transaction requests");

    public void SaveTransaction(string name, IResultSink sink) => throw SqlError.Unsupported("transaction requests");

    /// <summary>RESETCONNECTION: rolls back, drops temp tables, resets SET options and context_info.</summary>
    public void Reset(IResultSink sink) => throw SqlError.Unsupported("reset");

    public void Dispose()
    {
    }
}
