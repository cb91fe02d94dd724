// What triggers ask of the statements that fire them.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>Checks and calls around triggers, for all kinds of changes.</summary>
internal static class TriggerRules
{
    /// <summary>Runs the AFTER triggers of a change, if there are any.</summary>
    public static void After(IExecutionContext context, NamedTable table, TriggerEvents change, Func<RowChanges> changes)
    {
        if (context.HasTriggers(table, change, isInsteadOf: false))
        {
            context.FireTriggers(table, isInsteadOf: false, changes());
        }
    }

    /// <summary>OUTPUT needs INTO where a trigger waits for the change; it goes into no table with
    /// triggers.</summary>
    /// <exception cref="SqlError">331, 334.</exception>
    public static void RequireOutput(
        IExecutionContext context,
        NamedTable table,
        TriggerEvents change,
        OutputClauseRun? output
    )
    {
        if (output is null)
        {
            return;
        }

        if (output.Into is null && Any(context, table, change))
        {
            throw new SqlError(
                334,
                16,
                1,
                $"The target table '{table.Name}' of the DML statement cannot have any enabled triggers if the statement contains an OUTPUT clause without INTO clause."
            );
        }

        if (
            output.Into is { } into
            && Any(context, into, TriggerEvents.Insert | TriggerEvents.Update | TriggerEvents.Delete)
        )
        {
            throw new SqlError(
                331,
                16,
                1,
                $"The target table '{into.Name}' of the OUTPUT INTO clause cannot have any enabled triggers."
            );
        }
    }

    private static bool Any(IExecutionContext context, NamedTable table, TriggerEvents change) =>
        context.HasTriggers(table, change, isInsteadOf: false) || context.HasTriggers(table, change, isInsteadOf: true);
}
