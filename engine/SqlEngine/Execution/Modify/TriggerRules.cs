// What triggers ask of the statements that fire them.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>Checks and calls around triggers, for all kinds of changes.</summary>
internal static class TriggerRules
{
    private const TriggerEvents AllChanges = TriggerEvents.Insert | TriggerEvents.Update | TriggerEvents.Delete;

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
            && Any(context, into, AllChanges)
        )
        {
            throw new SqlError(
                331,
                16,
                1,
                $"The target table '{into.Name}' of the OUTPUT INTO clause cannot have any enabled triggers."
            );
        }

        if (output.Into is { } target)
        {
            if (ForeignKeyOf(context, target) is { } key)
            {
                throw new SqlError(
                    332,
                    16,
                    1,
                    $"The target table '{target.Name}' of the OUTPUT INTO clause cannot be on either side of a (primary key, foreign key) relationship. Found reference constraint '{key}'."
                );
            }

            var checks = target.Home == TableHome.Database ? target.Definition.Checks : [];
            if (checks.FirstOrDefault(static c => !c.IsDisabled) is { } check)
            {
                throw new SqlError(
                    333,
                    16,
                    1,
                    $"The target table '{target.Name}' of the OUTPUT INTO clause cannot have any enabled check constraints or any enabled rules. Found check constraint or rule '{check.Name}'."
                );
            }
        }
    }

    /// <summary>An INSERT that takes the rows of a change has a target without triggers and foreign
    /// keys.</summary>
    /// <exception cref="SqlError">355, 356.</exception>
    public static void RequirePlainTarget(IExecutionContext context, NamedTable table)
    {
        const string When = "when the FROM clause contains a nested INSERT, UPDATE, DELETE, or MERGE statement.";
        if (Any(context, table, AllChanges))
        {
            throw new SqlError(
                355,
                16,
                1,
                $"The target table '{table.Name}' of the INSERT statement cannot have any enabled triggers {When}"
            );
        }

        if (ForeignKeyOf(context, table) is { } key)
        {
            throw new SqlError(
                356,
                16,
                1,
                $"The target table '{table.Name}' of the INSERT statement cannot be on either side of a (primary key, foreign key) relationship {When} Found reference constraint '{key}'."
            );
        }
    }

    private static string? ForeignKeyOf(IExecutionContext context, NamedTable table) =>
        table.Home != TableHome.Database
            ? null
            : table.Definition.ForeignKeys.FirstOrDefault()?.Name
                ?? context.ReferencingTables(table).Select(static r => r.Key.Name).FirstOrDefault();

    private static bool Any(IExecutionContext context, NamedTable table, TriggerEvents change) =>
        context.HasTriggers(table, change, isInsteadOf: false) || context.HasTriggers(table, change, isInsteadOf: true);
}
