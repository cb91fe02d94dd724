// What a query or modification needs: permissions on the table it changes, SELECT on everything else.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Security;

/// <summary>The changed table with what must be allowed there.</summary>
internal sealed record StatementAccess(string? Target, IReadOnlyList<string> Verbs)
{
    public static readonly StatementAccess Query = new(null, []);

    /// <summary>What the change in FROM needs whose rows an INSERT takes.</summary>
    public StatementAccess? Nested { get; init; }

    public static StatementAccess Of(TSqlStatement statement) =>
        statement switch
        {
            InsertStatement insert => Of(insert.InsertSpecification),
            UpdateStatement update => Of(update.UpdateSpecification),
            DeleteStatement delete => Of(delete.DeleteSpecification),
            MergeStatement merge => Of(merge.MergeSpecification),
            TruncateTableStatement truncate => new StatementAccess(truncate.TableName.BaseIdentifier.Value, ["ALTER"]),
            _ => Query,
        };

    private static StatementAccess Of(DataModificationSpecification change) =>
        change switch
        {
            InsertSpecification insert => Make(
                insert.Target,
                "INSERT",
                insert is { OutputClause: not null } or { OutputIntoClause: not null }
            ) with
            {
                Nested = insert.InsertSource
                    is SelectInsertSource
                {
                    Select: QuerySpecification
                    {
                        FromClause.TableReferences: [DataModificationTableReference nested],
                    },
                }
                    ? Of(nested.DataModificationSpecification)
                    : null,
            },
            UpdateSpecification update => Make(
                AliasedTable(update, update.FromClause),
                "UPDATE",
                Reads(update) || SetsFromColumns(update)
            ),
            DeleteSpecification delete => Make(AliasedTable(delete, delete.FromClause), "DELETE", Reads(delete)),
            MergeSpecification merge => Merge(merge),
            _ => Query,
        };

    // UPDATE a SET … FROM dbo.T AS a changes dbo.T.
    private static TableReference AliasedTable(DataModificationSpecification specification, FromClause? from)
    {
        if (specification.Target is NamedTableReference { SchemaObject: { Count: 1 } name } && from is not null)
        {
            var finder = new AliasFinder(name.BaseIdentifier.Value);
            from.Accept(finder);
            return finder.Found ?? specification.Target;
        }

        return specification.Target;
    }

    // UPDATE and DELETE read the table when they have a condition, or return its rows.
    private static bool Reads(UpdateDeleteSpecificationBase change) =>
        change.WhereClause is not null
        || change.FromClause is not null
        || change is { OutputClause: not null } or { OutputIntoClause: not null };

    private static bool SetsFromColumns(UpdateSpecification update)
    {
        foreach (var set in update.SetClauses.OfType<AssignmentSetClause>())
        {
            var finder = new ColumnFinder();
            set.NewValue?.Accept(finder);
            if (finder.Found || set.AssignmentKind != AssignmentKind.Equals)
            {
                return true;
            }
        }

        return false;
    }

    private static StatementAccess Merge(MergeSpecification merge)
    {
        var verbs = new List<string> { "SELECT" };
        foreach (var clause in merge.ActionClauses)
        {
            verbs.Add(
                clause.Action switch
                {
                    InsertMergeAction => "INSERT",
                    UpdateMergeAction => "UPDATE",
                    _ => "DELETE",
                }
            );
        }

        return new StatementAccess((merge.Target as NamedTableReference)?.SchemaObject.BaseIdentifier.Value, verbs);
    }

    private static StatementAccess Make(TableReference target, string verb, bool reads) =>
        new((target as NamedTableReference)?.SchemaObject.BaseIdentifier.Value, reads ? [verb, "SELECT"] : [verb]);

    private sealed class AliasFinder(string alias) : TSqlFragmentVisitor
    {
        public NamedTableReference? Found { get; private set; }

        public override void Visit(NamedTableReference node)
        {
            if (string.Equals(node.Alias?.Value, alias, StringComparison.OrdinalIgnoreCase))
            {
                Found = node;
            }
        }
    }

    private sealed class ColumnFinder : TSqlFragmentVisitor
    {
        public bool Found { get; private set; }

        public override void Visit(ColumnReferenceExpression node) => Found = true;
    }
}
