// CREATE, ALTER and CREATE OR ALTER of views, procedures and functions.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Stores modules. Views and inline functions are bound at once, procedures only when they
/// run.</summary>
internal static class ModuleDdl
{
    private enum Verb
    {
        Create,
        Alter,
        CreateOrAlter,
    }

    public static void Apply(IDdlContext context, TSqlStatement statement)
    {
        var (name, kind) = statement switch
        {
            ViewStatementBody v => (v.SchemaObjectName, ModuleKind.View),
            ProcedureStatementBody p => (p.ProcedureReference.Name, ModuleKind.Procedure),
            FunctionStatementBody { ReturnType: ScalarFunctionReturnType } f => (f.Name, ModuleKind.ScalarFunction),
            FunctionStatementBody { ReturnType: SelectFunctionReturnType } f => (f.Name, ModuleKind.InlineFunction),
            FunctionStatementBody f => (f.Name, ModuleKind.TableFunction),
            _ => throw SqlError.Unsupported(statement.GetType().Name),
        };
        if (statement is ProcedureStatementBodyBase { MethodSpecifier: not null })
        {
            throw SqlError.Unsupported("CLR modules");
        }

        PhysicalOptions.Require(statement);
        TempTableUse.Refuse(statement);
        if (CatalogEditor.IsTemp(name))
        {
            throw SqlError.Unsupported("temporary procedures");
        }

        var verb = statement switch
        {
            CreateOrAlterViewStatement or CreateOrAlterProcedureStatement or CreateOrAlterFunctionStatement => Verb.CreateOrAlter,
            AlterViewStatement or AlterProcedureStatement or AlterFunctionStatement => Verb.Alter,
            _ => Verb.Create,
        };
        if (name.DatabaseIdentifier is not null)
        {
            var what =
                kind == ModuleKind.View ? "VIEW"
                : kind == ModuleKind.Procedure ? "PROCEDURE"
                : "FUNCTION";
            throw new SqlError(
                166,
                15,
                1,
                $"'{(verb == Verb.Alter ? "ALTER" : "CREATE")} {what}' does not allow specifying the database name as a prefix to the object name."
            );
        }

        var editor = new CatalogEditor(context, context.Database);
        var schema = editor.RequireSchema(name);
        var existing = editor.Catalog.FindObject(schema, name.BaseIdentifier.Value);
        Check(editor, verb, kind, schema, name, existing);
        var module = Make(editor, statement, kind, schema, name.BaseIdentifier.Value, existing);
        SchemaBinding.RequireBindable(module, editor.Catalog);
        if (existing is not null && verb != Verb.Create)
        {
            SchemaBinding.RequireUnbound(editor.Catalog, existing, "ALTER", CatalogEditor.Written(name));
        }

        if (kind is ModuleKind.View or ModuleKind.InlineFunction)
        {
            Modules.NextValueRules.Refuse(statement);
            module = module with
            {
                Columns =
                [
                    .. context
                        .Expressions.DescribeModule(module)
                        .Select(static (c, i) => c with { Ordinal = i, ColumnId = i + 1 }),
                ],
            };
        }

        editor.Save(module);
    }

    private static void Check(
        CatalogEditor editor,
        Verb verb,
        ModuleKind kind,
        string schema,
        SchemaObjectName name,
        CatalogObject? existing
    )
    {
        if (existing is null)
        {
            if (verb == Verb.Alter)
            {
                throw new SqlError(208, 16, 6, $"Invalid object name '{CatalogEditor.Written(name)}'.");
            }

            editor.RequireFreeName(schema, name.BaseIdentifier.Value, State(kind));
            return;
        }

        if (verb == Verb.Create)
        {
            throw CatalogErrors.AlreadyExists(name.BaseIdentifier.Value, State(kind));
        }

        if (existing is not ModuleDef module || module.Kind != kind)
        {
            throw new SqlError(
                2010,
                16,
                1,
                $"Cannot perform alter on '{CatalogEditor.Written(name)}' because it is an incompatible object type."
            );
        }
    }

    private static byte State(ModuleKind kind) =>
        kind
            is ModuleKind.Procedure
                or ModuleKind.View
                or ModuleKind.ScalarFunction
                or ModuleKind.InlineFunction
                or ModuleKind.TableFunction
            ? (byte)3
            : (byte)6;

    private static ModuleDef Make(
        CatalogEditor editor,
        TSqlStatement statement,
        ModuleKind kind,
        string schema,
        string name,
        CatalogObject? existing
    )
    {
        var context = editor.Context;
        var module = new ModuleDef
        {
            ObjectId = existing?.ObjectId ?? editor.NewObjectId(),
            SchemaName = schema,
            Name = existing?.Name ?? name,
            Kind = kind,
            Statement = statement,
            Text = context.BatchText,
            CreatedAt = existing?.CreatedAt ?? context.Now,
            ModifiedAt = context.Now,
            UsesQuotedIdentifier = context.QuotedIdentifier,
            UsesAnsiNulls = context.AnsiNulls,
            IsSchemaBound = IsSchemaBound(statement),
            ExecuteAs = ExecuteAs(statement),
        };
        if (statement is not ProcedureStatementBodyBase body)
        {
            return module;
        }

        module = module with { Parameters = [.. body.Parameters.Select((p, i) => Parameter(editor, p, i + 1))] };
        return body is not FunctionStatementBody function
            ? module
            : function.ReturnType switch
            {
                ScalarFunctionReturnType scalar => module with { ReturnType = ReturnType(editor, scalar.DataType) },
                TableValuedFunctionReturnType table => WithReturnTable(context, module, table.DeclareTableVariableBody),
                _ => module,
            };
    }

    private static SqlType ReturnType(CatalogEditor editor, DataTypeReference declared)
    {
        var type = Resolve(editor, declared, 0).Type;
        return type.Kind
            is SqlTypeKind.Text
                or SqlTypeKind.NText
                or SqlTypeKind.Image
                or SqlTypeKind.RowVersion
                or SqlTypeKind.Table
            ? throw ProgramErrors.ReturnTypeInvalid(TypeRules.Name(type))
            : type;
    }

    private static ModuleDef WithReturnTable(IDdlContext context, ModuleDef module, DeclareTableVariableBody body)
    {
        var table = DdlStatements.DefineTable(body.Definition, body.VariableName.Value, context);
        return module with { ReturnTable = table, Columns = table.Columns };
    }

    private static ParameterDef Parameter(CatalogEditor editor, ProcedureParameter syntax, int number)
    {
        if (syntax.IsVarying)
        {
            throw SqlError.Unsupported("cursor parameters");
        }

        var resolved = Resolve(editor, syntax.DataType, number);
        var isReadOnly = syntax.Modifier == ParameterModifier.ReadOnly;
        if (resolved.TableType is not null && !isReadOnly)
        {
            throw new SqlError(
                352,
                15,
                1,
                $"The table-valued parameter \"{syntax.VariableName.Value}\" must be declared with the READONLY option."
            );
        }

        if (resolved.TableType is null && isReadOnly)
        {
            throw new SqlError(
                346,
                15,
                1,
                $"The parameter \"{syntax.VariableName.Value}\" can not be declared READONLY since it is not a table-valued parameter."
            );
        }

        return new ParameterDef(syntax.VariableName.Value, resolved.Type)
        {
            Default = syntax.Value,
            IsOutput = syntax.Modifier == ParameterModifier.Output,
            IsReadOnly = isReadOnly,
            TableType = resolved.TableType,
            AliasType = resolved.AliasType,
        };
    }

    private static ResolvedType Resolve(CatalogEditor editor, DataTypeReference type, int number)
    {
        try
        {
            return DdlStatements.ResolveType(type, editor.Catalog, editor.Context.DefaultSchema);
        }
        catch (SqlError e) when (e.Number == 2715)
        {
            // The same message with the parameter's number.
            throw new SqlError(
                2715,
                16,
                3,
                e.Message.Replace(
                    "#1",
                    "#" + number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    StringComparison.Ordinal
                )
            );
        }
    }

    private static bool IsSchemaBound(TSqlStatement statement) =>
        statement switch
        {
            ViewStatementBody v => v.ViewOptions.Any(static o => o.OptionKind == ViewOptionKind.SchemaBinding),
            FunctionStatementBody f => f.Options.Any(static o => o.OptionKind == FunctionOptionKind.SchemaBinding),
            _ => false,
        };

    private static string? ExecuteAs(TSqlStatement statement)
    {
        var clause = statement switch
        {
            ProcedureStatementBody p => p.Options.OfType<ExecuteAsProcedureOption>().FirstOrDefault()?.ExecuteAs,
            FunctionStatementBody f => f.Options.OfType<ExecuteAsFunctionOption>().FirstOrDefault()?.ExecuteAs,
            _ => null,
        };
        return clause is null ? null
            : clause.ExecuteAsOption == ExecuteAsOption.String ? clause.Literal.Value
            : clause.ExecuteAsOption.ToString().ToUpperInvariant();
    }
}
