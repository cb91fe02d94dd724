// CREATE, ALTER and DROP INDEX.
using System.Globalization;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution.Modify;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Indexes of permanent and temp tables.</summary>
internal static class IndexDdl
{
    public static void Create(IDdlContext context, CreateIndexStatement statement)
    {
        var (editor, table) = TableOf(context, statement.OnName) ?? throw NoTable(context, statement);
        PhysicalOptions.Require(statement.IndexOptions);
        var clustered = statement.Clustered == true;
        var dropExisting = statement
            .IndexOptions.OfType<IndexStateOption>()
            .Any(static o => o.OptionKind == IndexOptionKind.DropExisting && o.OptionState == OptionState.On);
        if (dropExisting)
        {
            var old =
                table.FindIndex(statement.Name.Value)
                ?? throw new SqlError(
                    7999,
                    16,
                    9,
                    $"Could not find any index named '{statement.Name.Value}' for table '{CatalogEditor.Written(statement.OnName)}'."
                );
            table = table with { Indexes = table.Indexes.Remove(old) };
        }

        var builder = new TableBuilder(context, editor.Catalog, TableKind.Permanent, table, editor.NewObjectId);
        builder.AddIndex(
            new IndexDef(statement.Name.Value, builder.NextIndexId(clustered))
            {
                IsUnique = statement.Unique,
                KeyColumns = builder.Keys(statement.Columns),
                IncludedColumns =
                [
                    .. statement.IncludeColumns.Select(c => builder.Column(c.MultiPartIdentifier.Identifiers[^1].Value).Ordinal),
                ],
                Filter = statement.FilterPredicate,
                FilterText = statement.FilterPredicate is null ? null : FragmentText.Parenthesised(statement.FilterPredicate),
                IgnoreDuplicateKey = statement
                    .IndexOptions.OfType<IndexStateOption>()
                    .Any(static o => o.OptionKind == IndexOptionKind.IgnoreDupKey && o.OptionState == OptionState.On),
                FillFactor = FillFactor(statement.IndexOptions),
            },
            statement.OnFileGroupOrPartitionScheme
        );
        var built = builder.Build();
        RequireKeysFit(editor, built);
        editor.SaveTable(built);
    }

    private static void RequireKeysFit(CatalogEditor editor, TableDef table)
    {
        var index = table.Indexes[^1];
        if (IndexKeyLength.Maximum(table, index) > IndexKeyLength.Limit(index))
        {
            var rows = editor.Context.Space.View(editor.Database).Data(table.ObjectId).Scan();
            while (rows.MoveNext())
            {
                TableWriter.RequireKeyFits(table, index, rows.Current);
            }
        }
    }

    public static void Alter(IDdlContext context, AlterIndexStatement statement)
    {
        var (editor, table) = TableOf(context, statement.OnName) ?? throw NoObject(statement.OnName);
        if (statement.All == false && table.FindIndex(statement.Name.Value) is null)
        {
            throw new SqlError(2727, 11, 1, $"Cannot find index '{statement.Name.Value}'.");
        }

        bool? disabled = statement.AlterIndexType switch
        {
            AlterIndexType.Disable => true,
            AlterIndexType.Rebuild => false,
            // Nothing is ever fragmented here, and the options are physical.
            AlterIndexType.Reorganize or AlterIndexType.Set => null,
            _ => throw SqlError.Unsupported($"ALTER INDEX … {statement.AlterIndexType}"),
        };
        if (disabled is { } value && table.Indexes.Any(i => Concerns(i) && i.IsDisabled != value))
        {
            if (value && table.Indexes.Any(i => Concerns(i) && i.IsClustered))
            {
                throw SqlError.Unsupported("disabling a clustered index");
            }

            editor.SaveTable(
                table with
                {
                    Indexes = [.. table.Indexes.Select(i => Concerns(i) ? i with { IsDisabled = value } : i)],
                }
            );
        }

        bool Concerns(IndexDef index) =>
            statement.All || index.Name.Equals(statement.Name.Value, StringComparison.OrdinalIgnoreCase);
    }

    public static void Drop(IDdlContext context, DropIndexStatement statement)
    {
        foreach (var clause in statement.DropIndexClauses)
        {
            var (name, on) = clause switch
            {
                DropIndexClause c => (c.Index.Value, c.Object),
                BackwardsCompatibleDropIndexClause c => (c.Index.ChildIdentifier.Value, TableName(c.Index)),
                _ => throw SqlError.Unsupported(clause.GetType().Name),
            };
            var found = TableOf(context, on);
            if (found?.Table.FindIndex(name) is not { } index)
            {
                if (statement.IsIfExists)
                {
                    continue;
                }

                throw new SqlError(
                    3701,
                    11,
                    7,
                    $"Cannot drop the index '{CatalogEditor.Written(on)}.{name}', because it does not exist or you do not have permission."
                );
            }

            var (editor, table) = found.Value;
            if (index.IsConstraint)
            {
                throw new SqlError(
                    3723,
                    16,
                    4,
                    $"An explicit DROP INDEX is not allowed on index '{CatalogEditor.Written(on)}.{name}'. It is being used for {(index.IsPrimaryKey ? "PRIMARY" : "UNIQUE")} KEY constraint enforcement."
                );
            }

            if (
                clause is DropIndexClause { Options: { } options }
                && options
                    .OfType<MoveToDropIndexOption>()
                    .Any(o => table.Partitioning is not null || o.MoveTo.PartitionSchemeColumns.Count > 0)
            )
            {
                throw SqlError.Unsupported("DROP INDEX … WITH (MOVE TO …) from or to a partition scheme");
            }

            editor.SaveTable(table with { Indexes = table.Indexes.Remove(index) });
        }
    }

    /// <summary>The table a name stands for, permanent or temp, with an editor that may change it.</summary>
    public static (CatalogEditor Editor, TableDef Table)? TableOf(IDdlContext context, SchemaObjectName name)
    {
        if (CatalogEditor.IsTemp(name))
        {
            return context.Space.FindTempTable(name.BaseIdentifier.Value) is { } temp
                ? (new CatalogEditor(context, context.Space.Temp), temp)
                : null;
        }

        var editor = CatalogEditor.For(context, name);
        return editor.Find(name) is TableDef table ? (editor, table) : null;
    }

    private static SchemaObjectName TableName(ChildObjectName name)
    {
        var result = new SchemaObjectName();
        foreach (var part in name.Identifiers.Take(name.Identifiers.Count - 1))
        {
            result.Identifiers.Add(part);
        }

        return result;
    }

    private static byte FillFactor(IEnumerable<IndexOption> options) =>
        options.OfType<IndexExpressionOption>().FirstOrDefault(static o => o.OptionKind == IndexOptionKind.FillFactor)
            is { Expression: Literal literal }
            ? byte.Parse(literal.Value, CultureInfo.InvariantCulture)
            : (byte)0;

    private static SqlError NoTable(IDdlContext context, CreateIndexStatement statement)
    {
        var editor = CatalogEditor.For(context, statement.OnName);
        if (
            CatalogEditor.IsTemp(statement.OnName)
            || editor.Find(statement.OnName) is not ModuleDef { Kind: ModuleKind.View } view
        )
        {
            return NoObject(statement.OnName);
        }

        return statement.FilterPredicate is not null
                ? new SqlError(
                    10610,
                    16,
                    1,
                    $"Filtered index '{statement.Name.Value}' cannot be created on object '{CatalogEditor.Written(statement.OnName)}' because it is not a user table. Filtered indexes are only supported on tables. If you are trying to create a filtered index on a view, consider creating an indexed view with the filter expression incorporated in the view definition."
                )
            : view.IsSchemaBound ? SqlError.Unsupported("indexes on views")
            : new SqlError(1939, 16, 1, $"Cannot create index on view '{view.Name}' because the view is not schema bound.");
    }

    private static SqlError NoObject(SchemaObjectName name) =>
        new(
            1088,
            16,
            12,
            $"Cannot find the object \"{CatalogEditor.Written(name)}\" because it does not exist or you do not have permissions."
        );
}
