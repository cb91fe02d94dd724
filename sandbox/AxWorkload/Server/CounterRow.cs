// One row of sys.dm_os_performance_counters.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <param name="Object">Without the prefix of the instance.</param>
/// <param name="Counter">Its name.</param>
/// <param name="Instance">Empty for none.</param>
/// <param name="Type">How the value is to be read.</param>
/// <param name="Value">The value.</param>
internal readonly record struct CounterRow(string Object, string Counter, string Instance, CounterType Type, double Value);
