// Runs procedure calls. The sp_prepare and sp_cursor families are answered here, because their handles belong
// to the connection; the rest is the engine's.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Rpc;

internal sealed class RpcExecutor(ITdsSession session)
{
    private readonly Dictionary<int, PreparedStatement> _prepared = [];
    private readonly ApiCursors _cursors = new(session);
    private int _lastHandle;

    /// <summary>Runs one call; output parameters have their values afterwards. Returns the return
    /// status.</summary>
    public int Run(RpcCall call, IResultSink sink, CancellationToken cancellationToken)
    {
        var p = call.Parameters;
        switch (WellKnownProcedure.Match(call.Name))
        {
            case WellKnownProcedure.ExecuteSql:
                session.ExecuteSql(
                    Text(p, 0, call),
                    p.Count > 1 ? OptionalText(p, 1, call) : "",
                    Rest(p, 2),
                    sink,
                    cancellationToken
                );
                return 0;
            case WellKnownProcedure.Prepare:
                Prepare(p, call);
                return 0;
            case WellKnownProcedure.PrepExec:
                var prepared = Prepare(p, call);
                session.ExecuteSql(prepared.Sql, prepared.Declarations, Rest(p, 3), sink, cancellationToken);
                return 0;
            case WellKnownProcedure.Execute:
                var handle = Handle(p, call);
                if (!_prepared.TryGetValue(handle, out var known))
                {
                    throw new SqlError(8179, 16, 2, $"Could not find prepared statement with handle {handle}.");
                }

                session.ExecuteSql(known.Sql, known.Declarations, Rest(p, 1), sink, cancellationToken);
                return 0;
            case WellKnownProcedure.Unprepare:
                var dropped = Handle(p, call);
                return _prepared.Remove(dropped)
                    ? 0
                    : throw new SqlError(8179, 16, 2, $"Could not find prepared statement with handle {dropped}.");
            case { } other:
                return _cursors.Run(other, p, sink, cancellationToken)
                    ?? throw SqlError.Unsupported($"the procedure {other} as a call of a client");
            default:
                return session.ExecuteProcedure(call.Name, p, sink, cancellationToken);
        }
    }

    /// <summary>RESETCONNECTION drops the handles with everything else.</summary>
    public void Reset()
    {
        _prepared.Clear();
        _cursors.Reset();
    }

    private PreparedStatement Prepare(List<SqlParameter> p, RpcCall call)
    {
        var statement = new PreparedStatement(OptionalText(p, 1, call), Text(p, 2, call));
        var handle = ++_lastHandle;
        _prepared[handle] = statement;
        var replaced = p[0];
        if (!replaced.Value.IsNull && replaced.Type.IsInteger)
        {
            _prepared.Remove((int)replaced.Value.AsInt64()); // a client that prepares again passes the handle it gives up
        }

        p[0] = new SqlParameter
        {
            Name = replaced.Name,
            Type = SqlType.Int,
            IsOutput = true,
            Value = SqlValue.FromInt64(handle),
        };
        return statement;
    }

    private static int Handle(List<SqlParameter> p, RpcCall call) =>
        p.Count > 0 && p[0].Type.IsInteger && !p[0].Value.IsNull
            ? (int)p[0].Value.AsInt64()
            : throw new SqlError(214, 16, 2, $"Procedure expects parameter '@handle' of type 'int' ({call.Name}).");

    private static string OptionalText(List<SqlParameter> p, int index, RpcCall call) =>
        index < p.Count && p[index].Value.IsNull ? "" : Text(p, index, call);

    private static string Text(List<SqlParameter> p, int index, RpcCall call) =>
        index < p.Count && p[index].Type.IsCharacter && !p[index].Value.IsNull
            ? p[index].Value.AsString()
            : throw new SqlError(
                214,
                16,
                2,
                $"Procedure expects parameter '{TextParameter(index, call)}' of type 'ntext/nchar/nvarchar'."
            );

    private static string TextParameter(int index, RpcCall call) =>
        index == 0 && call.Name.EndsWith("executesql", StringComparison.OrdinalIgnoreCase) ? "@statement" : "@params";

    private static List<SqlParameter> Rest(List<SqlParameter> p, int from) =>
        from >= p.Count ? [] : p.GetRange(from, p.Count - from);
}
