// Collects the two-part names a definition refers to, so that tables can be put before the
// tables that reference them and functions before the functions and views that call them.

using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Database.Build;

internal sealed class ReferencedNames : TSqlFragmentVisitor
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    public static IReadOnlySet<string> Of(TSqlFragment fragment, string except)
    {
        ReferencedNames visitor = new();
        fragment.Accept(visitor);
        visitor._names.Remove(except);
        return visitor._names;
    }

    public static string Text(SchemaObjectName name) =>
        name.SchemaIdentifier is null ? name.BaseIdentifier.Value : name.SchemaIdentifier.Value + "." + name.BaseIdentifier.Value;

    public override void Visit(SchemaObjectName node) => _names.Add(Text(node));
}
