// A text that a collector's batch runs in another database by sp_executesql.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Orchestrator.Collect.Guard;

/// <summary>The text, parsed; null where it cannot be.</summary>
/// <param name="Script">What it consists of.</param>
internal sealed record RunText(TSqlScript? Script);
