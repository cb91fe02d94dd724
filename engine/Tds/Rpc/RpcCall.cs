// One procedure call of an RPC message.
using AxMonitor.Engine.Programs;

namespace AxMonitor.Engine.Tds.Rpc;

/// <param name="Name">Procedure name as sent, or the name of a well-known number.</param>
/// <param name="Parameters">Arguments in the order sent.</param>
/// <param name="Streaming">A table-valued parameter whose rows are still on the network; null when all are in
/// memory.</param>
internal sealed record RpcCall(string Name, List<SqlParameter> Parameters, TableRowStream? Streaming);
