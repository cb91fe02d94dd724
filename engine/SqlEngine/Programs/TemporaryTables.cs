// SQL Server looks for temporary tables while it compiles a batch, before any of it runs: whichever of two
// that have one name would be made.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>A batch or module makes a temporary table of one name in one place.</summary>
internal static class TemporaryTables
{
    /// <exception cref="SqlError">2714: two statements make it, whatever comes between them.</exception>
    public static void Check(TSqlScript script)
    {
        foreach (var batch in script.Batches)
        {
            batch.Accept(new MadeTables());
        }
    }

    private sealed class MadeTables : TSqlFragmentVisitor
    {
        private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

        public override void Visit(CreateTableStatement node) => Add(node.SchemaObjectName);

        public override void Visit(SelectStatement node) => Add(node.Into);

        private void Add(SchemaObjectName? table)
        {
            if (
                table?.BaseIdentifier.Value is { } name
                && name.StartsWith('#')
                && !name.StartsWith("##", StringComparison.Ordinal)
                && !_names.Add(name)
            )
            {
                throw new SqlError(2714, 16, 1, $"There is already an object named '{name}' in the database.")
                {
                    Line = table.StartLine,
                };
            }
        }
    }
}
