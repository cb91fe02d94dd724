// What sp_prepare keeps for sp_execute.
namespace AxMonitor.Engine.Tds.Rpc;

internal sealed record PreparedStatement(string Declarations, string Sql);
