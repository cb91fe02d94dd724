// INSERT whose rows come from outside the query engine: INSERT … EXEC, bulk load, table-valued parameters.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution;

/// <summary>A compiled insert of given rows, with all conversions, defaults and constraints of the
/// target.</summary>
public abstract class CompiledRowInsert
{
    /// <summary>Inserts all rows as one statement. The arrays become the engine's.</summary>
    /// <returns>How many rows were inserted.</returns>
    public abstract long Run(IExecutionContext context, IEnumerable<SqlValue[]> rows);
}
