// CREATE, ALTER and DROP of partition functions and schemes. Splitting and merging change definitions alone:
// no row is stored by partition.
using System.Collections.Immutable;
using System.Globalization;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Partition functions and partition schemes of the current database.</summary>
internal static class PartitionDdl
{
    private const int MaxPartitions = 15000;
    private const int FirstFunctionId = 65536;
    private const int FirstSchemeId = 65601;

    public static void Apply(IDdlContext context, TSqlStatement statement)
    {
        var editor = new CatalogEditor(context, context.Database);
        switch (statement)
        {
            case CreatePartitionFunctionStatement s:
                CreateFunction(editor, s);
                break;
            case AlterPartitionFunctionStatement s:
                AlterFunction(editor, s);
                break;
            case DropPartitionFunctionStatement s:
                DropFunction(editor, s);
                break;
            case CreatePartitionSchemeStatement s:
                CreateScheme(editor, s);
                break;
            case AlterPartitionSchemeStatement s:
                AlterScheme(editor, s);
                break;
            default:
                DropScheme(editor, (DropPartitionSchemeStatement)statement);
                break;
        }
    }

    /// <summary>The only filegroup is PRIMARY.</summary>
    /// <exception cref="SqlError">1921.</exception>
    public static void RequireFileGroup(string name)
    {
        if (!name.Equals("PRIMARY", StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid("filegroup", name);
        }
    }

    public static SqlError Invalid(string kind, string name) => new(1921, 16, 1, $"Invalid {kind} '{name}' specified.");

    private static void CreateFunction(CatalogEditor editor, CreatePartitionFunctionStatement statement)
    {
        var name = statement.Name.Value;
        if (editor.Catalog.FindPartitionFunction(name) is not null)
        {
            throw CatalogErrors.AlreadyExists(name, 45);
        }

        var type = ParameterType(editor, statement.ParameterType);
        var boundaries = ImmutableArray.CreateBuilder<SqlValue>();
        foreach (var expression in statement.BoundaryValues)
        {
            boundaries.Add(Boundary(editor.Context, expression, type, boundaries.Count + 1));
        }

        var comparer = Comparisons.For(type);
        var sorted = true;
        for (var i = 0; i < boundaries.Count; i++)
        {
            for (var j = 0; j < i && boundaries.Count <= MaxPartitions; j++)
            {
                if (comparer.EqualsNullsEqual(boundaries[j], boundaries[i]))
                {
                    throw new SqlError(
                        7708,
                        16,
                        1,
                        Text(
                            $"Duplicate range boundary values are not allowed in partition function boundary values list. Partition boundary values at ordinal {j + 1} and {i + 1} are equal."
                        )
                    );
                }
            }

            sorted &= i == 0 || comparer.CompareNullsFirst(boundaries[i - 1], boundaries[i]) < 0;
        }

        RequireRoom(boundaries.Count + 1);
        if (!sorted)
        {
            boundaries.Sort(comparer.CompareNullsFirst);
            editor.Context.Message(
                7709,
                10,
                1,
                $"Warning: Range value list for partition function '{name}' is not sorted by value. Mapping of partitions to filegroups during CREATE PARTITION SCHEME will use the sorted boundary values if the function '{name}' is referenced in CREATE PARTITION SCHEME."
            );
        }

        var id = editor.Catalog.PartitionFunctions.Select(static f => f.FunctionId).DefaultIfEmpty(FirstFunctionId - 1).Max() + 1;
        var function = new PartitionFunctionDef(
            id,
            name,
            type,
            statement.Range == PartitionFunctionRange.Right,
            boundaries.ToImmutable()
        )
        {
            CreatedAt = editor.Context.Now,
            ModifiedAt = editor.Context.Now,
        };
        editor.Save(editor.Catalog with { PartitionFunctions = editor.Catalog.PartitionFunctions.Add(function) });
    }

    private static void AlterFunction(CatalogEditor editor, AlterPartitionFunctionStatement statement)
    {
        var catalog = editor.Catalog;
        var function =
            catalog.FindPartitionFunction(statement.Name.Value)
            ?? throw CatalogErrors.CannotFind("alter", "partition function", statement.Name.Value);
        if (statement.Boundary is null)
        {
            throw new SqlError(7714, 16, 1, "Partition range value is missing.");
        }

        var value = Boundary(editor.Context, statement.Boundary, function.Type, 1);
        var comparer = Comparisons.For(function.Type);
        var at = 0;
        while (at < function.Boundaries.Length && comparer.CompareNullsFirst(function.Boundaries[at], value) < 0)
        {
            at++;
        }

        var exists = at < function.Boundaries.Length && comparer.EqualsNullsEqual(function.Boundaries[at], value);
        if (!statement.IsSplit)
        {
            var rest = exists
                ? function.Boundaries.RemoveAt(at)
                : throw new SqlError(7715, 16, 1, "The specified partition range value could not be found.");
            Replace(editor, catalog, function, rest);
            return;
        }

        if (exists)
        {
            throw new SqlError(
                7721,
                16,
                1,
                Text(
                    $"Duplicate range boundary values are not allowed in partition function boundary values list. The boundary value being added is already present at ordinal {at + 1} of the boundary value list."
                )
            );
        }

        RequireRoom(function.Fanout + 1);
        if (catalog.PartitionSchemes.FirstOrDefault(s => s.FunctionId == function.FunctionId && !s.HasNextUsed) is { } full)
        {
            throw new SqlError(
                7710,
                16,
                1,
                $"Warning: The partition scheme '{full.Name}' does not have any next used filegroup. Partition scheme has not been changed."
            );
        }

        // The new partition takes the filegroup marked NEXT USED; the mark is gone then.
        catalog = catalog with
        {
            PartitionSchemes =
            [
                .. catalog.PartitionSchemes.Select(s => s.FunctionId == function.FunctionId ? s with { HasNextUsed = false } : s),
            ],
        };
        Replace(editor, catalog, function, function.Boundaries.Insert(at, value));
    }

    private static void Replace(
        CatalogEditor editor,
        DatabaseState catalog,
        PartitionFunctionDef function,
        ImmutableArray<SqlValue> boundaries
    ) =>
        editor.Save(
            catalog with
            {
                PartitionFunctions = catalog.PartitionFunctions.Replace(
                    function,
                    function with
                    {
                        Boundaries = boundaries,
                        ModifiedAt = editor.Context.Now,
                    }
                ),
            }
        );

    private static void DropFunction(CatalogEditor editor, DropPartitionFunctionStatement statement)
    {
        var catalog = editor.Catalog;
        if (catalog.FindPartitionFunction(statement.Name.Value) is not { } function)
        {
            throw CatalogErrors.CannotFind("drop", "partition function", statement.Name.Value);
        }

        if (catalog.PartitionSchemes.Any(s => s.FunctionId == function.FunctionId))
        {
            throw new SqlError(
                7706,
                16,
                1,
                $"Partition function '{function.Name}' is being used by one or more partition schemes."
            );
        }

        editor.Save(catalog with { PartitionFunctions = catalog.PartitionFunctions.Remove(function) });
    }

    private static void CreateScheme(CatalogEditor editor, CreatePartitionSchemeStatement statement)
    {
        var (catalog, name) = (editor.Catalog, statement.Name.Value);
        if (catalog.FindPartitionScheme(name) is not null || name.Equals("PRIMARY", StringComparison.OrdinalIgnoreCase))
        {
            throw CatalogErrors.AlreadyExists(name, 58);
        }

        var function =
            catalog.FindPartitionFunction(statement.PartitionFunction.Value)
            ?? throw new SqlError(208, 16, 58, $"Invalid object name '{statement.PartitionFunction.Value}'.");
        foreach (var group in statement.FileGroups)
        {
            RequireFileGroup(group.Value);
        }

        if (statement.IsAll && statement.FileGroups.Count > 1)
        {
            throw new SqlError(
                7723,
                16,
                1,
                "Only a single filegroup can be specified while creating partition scheme using option ALL to specify all the filegroups."
            );
        }

        if (!statement.IsAll && statement.FileGroups.Count < function.Fanout)
        {
            throw new SqlError(
                7707,
                16,
                1,
                $"The associated partition function '{function.Name}' generates more partitions than there are file groups mentioned in the scheme '{name}'."
            );
        }

        var next =
            statement.IsAll ? statement.FileGroups[0].Value
            : statement.FileGroups.Count > function.Fanout ? statement.FileGroups[function.Fanout].Value
            : null;
        var id = catalog.PartitionSchemes.Select(static s => s.DataSpaceId).DefaultIfEmpty(FirstSchemeId - 1).Max() + 1;
        editor.Save(
            catalog with
            {
                PartitionSchemes = catalog.PartitionSchemes.Add(
                    new PartitionSchemeDef(id, name, function.FunctionId, next is not null)
                ),
            }
        );
        if (next is not null)
        {
            editor.Context.Message(
                7712,
                10,
                1,
                $"Partition scheme '{name}' has been created successfully. '{next}' is marked as the next used filegroup in partition scheme '{name}'."
            );
        }

        if (!statement.IsAll && statement.FileGroups.Count - function.Fanout - 1 is > 0 and var ignored)
        {
            editor.Context.Message(
                7713,
                10,
                1,
                Text($"{ignored} filegroups specified after the next used filegroup are ignored.")
            );
        }
    }

    private static void AlterScheme(CatalogEditor editor, AlterPartitionSchemeStatement statement)
    {
        var catalog = editor.Catalog;
        var scheme =
            catalog.FindPartitionScheme(statement.Name.Value)
            ?? throw CatalogErrors.CannotFind("alter", "partition scheme", statement.Name.Value);
        if (statement.FileGroup is { } group)
        {
            RequireFileGroup(group.Value);
        }

        // Without a filegroup nothing is next any more.
        editor.Save(
            catalog with
            {
                PartitionSchemes = catalog.PartitionSchemes.Replace(
                    scheme,
                    scheme with
                    {
                        HasNextUsed = statement.FileGroup is not null,
                    }
                ),
            }
        );
    }

    private static void DropScheme(CatalogEditor editor, DropPartitionSchemeStatement statement)
    {
        var catalog = editor.Catalog;
        if (catalog.FindPartitionScheme(statement.Name.Value) is not { } scheme)
        {
            throw CatalogErrors.CannotFind("drop", "partition scheme", statement.Name.Value);
        }

        if (
            catalog.Tables.Any(t =>
                t.Partitioning?.SchemeId == scheme.DataSpaceId
                || t.Indexes.Any(i => i.Partitioning?.SchemeId == scheme.DataSpaceId)
            )
        )
        {
            throw new SqlError(
                7717,
                16,
                1,
                $"The partition scheme \"{scheme.Name}\" is currently being used to partition one or more tables."
            );
        }

        editor.Save(catalog with { PartitionSchemes = catalog.PartitionSchemes.Remove(scheme) });
    }

    private static SqlType ParameterType(CatalogEditor editor, PartitionParameterType parameter)
    {
        var resolved = DdlStatements.ResolveType(parameter.DataType, editor.Catalog, editor.Context.DefaultSchema);
        var type = resolved.Type;
        if (
            resolved.AliasType is not null
            || resolved.TableType is not null
            || type.IsMax
            || type.Kind
                is SqlTypeKind.Text
                    or SqlTypeKind.NText
                    or SqlTypeKind.Image
                    or SqlTypeKind.Xml
                    or SqlTypeKind.RowVersion
                    or SqlTypeKind.SqlVariant
        )
        {
            throw new SqlError(
                7704,
                16,
                1,
                $"The type '{string.Join('.', parameter.DataType.Name.Identifiers.Select(static i => i.Value))}' is not valid for this operation."
            );
        }

        return parameter.Collation is { } collation
            ? type with
            {
                Collation = DdlStatements.FindCollation(collation.Value),
            }
            : type;
    }

    // A value that does not convert is an error of the list, one that loses digits, too.
    private static SqlValue Boundary(IDdlContext context, ScalarExpression expression, SqlType type, int ordinal)
    {
        try
        {
            if (context.Argument(expression) is not { } given)
            {
                return context.Expressions.EvaluateDefault(expression, type);
            }

            return given.Value.IsNull ? SqlValue.Null : Conversions.ForAssignment(given.Type, type)(given.Value);
        }
        catch (SqlError error) when (error.Number is 206 or 257 or 529)
        {
            throw new SqlError(
                7705,
                16,
                1,
                Text(
                    $"Could not implicitly convert range values type specified at ordinal {ordinal} to partition function parameter type."
                )
            );
        }
        catch (SqlError error) when (error.Number is 8152)
        {
            throw new SqlError(
                7720,
                16,
                1,
                Text(
                    $"Data truncated when converting range values to the partition function parameter type. The range value at ordinal {ordinal} requires data truncation."
                )
            );
        }
    }

    private static void RequireRoom(int partitions)
    {
        if (partitions > MaxPartitions)
        {
            throw new SqlError(
                7719,
                16,
                1,
                Text($"CREATE/ALTER partition function failed as only a maximum of {MaxPartitions} partitions can be created.")
            );
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
