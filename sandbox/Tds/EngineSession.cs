// The engine's session behind the endpoint's seam: forwards, and turns a bulk load into parameterised inserts in one transaction.
using System.Globalization;
using System.Text;
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.Tds;

internal sealed class EngineSession(Session session) : ITdsSession
{
    private const int MaxBulkParameters = 1000;

    public short SessionId => session.SessionId;

    public string DatabaseName => session.DatabaseName;

    public long TransactionDescriptor => session.TransactionDescriptor;

    public void ExecuteBatch(string sql, IResultSink sink, CancellationToken cancellationToken) => session.ExecuteBatch(sql, sink, cancellationToken);

    public void ExecuteSql(string sql, string parameterDeclarations, IReadOnlyList<SqlParameter> parameters, IResultSink sink, CancellationToken cancellationToken) =>
        session.ExecuteSql(sql, parameterDeclarations, parameters, sink, cancellationToken);

    public int ExecuteProcedure(string name, IReadOnlyList<SqlParameter> parameters, IResultSink sink, CancellationToken cancellationToken) =>
        session.ExecuteProcedure(name, parameters, sink, cancellationToken);

    public void BeginTransaction(string isolationLevel, string? name, IResultSink sink) => session.BeginTransaction(isolationLevel, name, sink);

    public void CommitTransaction(IResultSink sink) => session.CommitTransaction(sink);

    public void RollbackTransaction(string? savepoint, IResultSink sink) => session.RollbackTransaction(savepoint, sink);

    public void SaveTransaction(string name, IResultSink sink) => session.SaveTransaction(name, sink);

    public void Reset(IResultSink sink) => session.Reset(sink);

    public long BulkInsert(string table, IReadOnlyList<ResultColumn> columns, IEnumerable<SqlValue[]> rows, IResultSink sink, CancellationToken cancellationToken)
    {
        var errors = new BulkErrors(sink);
        bool own = session.TransactionDescriptor == 0;
        if (own)
        {
            session.BeginTransaction("", null, errors);
        }

        bool done = false;
        try
        {
            long count = 0;
            foreach (var chunk in rows.Chunk(Math.Max(1, MaxBulkParameters / columns.Count)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Insert(table, columns, chunk, errors, cancellationToken);
                if (errors.Any)
                {
                    return 0;
                }

                count += chunk.Length;
            }

            done = true;
            return count;
        }
        finally
        {
            if (own && session.TransactionDescriptor != 0)
            {
                if (done)
                {
                    session.CommitTransaction(errors);
                }
                else
                {
                    session.RollbackTransaction(null, errors);
                }
            }
        }
    }

    public void Dispose() => session.Dispose();

    private void Insert(string table, IReadOnlyList<ResultColumn> columns, SqlValue[][] rows, BulkErrors errors, CancellationToken cancellationToken)
    {
        var sql = new StringBuilder("SET NOCOUNT ON; INSERT INTO ").Append(table).Append(" (").AppendJoin(", ", columns.Select(c => Quote(c.Name))).Append(") VALUES ");
        var declarations = new StringBuilder();
        var parameters = new List<SqlParameter>(rows.Length * columns.Count);
        for (int r = 0; r < rows.Length; r++)
        {
            sql.Append(r == 0 ? "(" : ", (");
            for (int c = 0; c < columns.Count; c++)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"@p{parameters.Count}");
                sql.Append(c == 0 ? "" : ", ").Append(name);
                declarations.Append(parameters.Count == 0 ? "" : ", ").Append(name).Append(' ').Append(Declare(columns[c].Type));
                parameters.Add(new SqlParameter { Name = name, Type = columns[c].Type, Value = rows[r][c] });
            }

            sql.Append(')');
        }

        session.ExecuteSql(sql.ToString(), declarations.ToString(), parameters, errors, cancellationToken);
    }

    private static string Quote(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";

    private static string Declare(SqlType type)
    {
        string length = type.IsMax ? "max" : type.Length.ToString(CultureInfo.InvariantCulture);
        return type.Kind switch
        {
            SqlTypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({type.Precision}, {type.Scale})"),
            SqlTypeKind.Time or SqlTypeKind.DateTime2 or SqlTypeKind.DateTimeOffset => string.Create(CultureInfo.InvariantCulture, $"{type.Kind}({type.Scale})"),
            SqlTypeKind.Char or SqlTypeKind.VarChar or SqlTypeKind.NChar or SqlTypeKind.NVarChar or SqlTypeKind.Binary or SqlTypeKind.VarBinary => $"{type.Kind}({length})",
            SqlTypeKind.SqlVariant => "sql_variant",
            _ => type.Kind.ToString(),
        };
    }
}
