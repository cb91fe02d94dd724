// Matches the arguments of a call with the parameters of a module: by position, by name, defaults,
// conversions, tables.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Planning;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>Binds arguments.</summary>
internal static class ParameterBinding
{
    /// <summary>Sets the frame's parameters; returns the arguments that want an output value back.</summary>
    public static IReadOnlyList<(Argument Argument, ModuleParameter Parameter)> Bind(
        ProgramFrame frame,
        CompiledModule module,
        IReadOnlyList<Argument> arguments
    )
    {
        var parameters = module.Parameters;
        if (arguments.Count > 0 && parameters.Count == 0 && module.Role == ModuleRole.Procedure)
        {
            throw InModule(ProgramErrors.HasNoParameters(NameParts.Own(module.Name)), module);
        }

        if (NamedTwice(arguments) is { } twice)
        {
            throw InModule(ProgramErrors.ParameterTwice(twice), module);
        }

        if (arguments.Count > parameters.Count)
        {
            throw InModule(ProgramErrors.TooManyArguments(NameParts.Own(module.Name)), module);
        }

        var given = new Argument?[parameters.Count];
        for (var i = 0; i < arguments.Count; i++)
        {
            var index = string.IsNullOrEmpty(arguments[i].Name) ? i : IndexOf(parameters, arguments[i].Name!);
            if (index < 0)
            {
                throw InModule(ProgramErrors.NotAParameter(arguments[i].Name!, NameParts.Own(module.Name)), module);
            }

            if (given[index] is not null)
            {
                throw InModule(ProgramErrors.ParameterTwice(parameters[index].Name), module);
            }

            given[index] = arguments[i];
        }

        List<(Argument, ModuleParameter)>? outputs = null;
        for (var i = 0; i < parameters.Count; i++)
        {
            Set(frame, module, parameters[i], given[i]);
            if (given[i] is { IsOutput: true } argument)
            {
                if (!parameters[i].IsOutput)
                {
                    throw InModule(ProgramErrors.NotAnOutputParameter(parameters[i].Name), module);
                }

                (outputs ??= []).Add((argument, parameters[i]));
            }
        }

        return outputs ?? [];
    }

    private static void Set(ProgramFrame frame, CompiledModule module, ModuleParameter parameter, Argument? argument)
    {
        if (parameter.Table is { } table)
        {
            if (argument?.Table is { } data)
            {
                if (
                    argument.TableDefinition is { } definition
                    && !ReferenceEquals(definition, table.Definition)
                    && !SameShape(definition, table.Definition)
                )
                {
                    throw InModule(
                        new SqlError(206, 16, 2, $"Operand type clash: table is incompatible with {parameter.TableType!.Name}"),
                        module
                    );
                }

                frame.SetTable(table, data);
            }
            else if (argument is { IsDefault: false, Value.IsNull: false })
            {
                throw InModule(
                    new SqlError(
                        206,
                        16,
                        2,
                        $"Operand type clash: {TypeRules.Name(argument.Type)} is incompatible with {parameter.TableType!.Name}"
                    ),
                    module
                );
            }

            return;
        }

        if (argument is null or { IsDefault: true })
        {
            if (parameter.Default is null)
            {
                if (module.Role is ModuleRole.Batch or ModuleRole.DynamicSql)
                {
                    throw new SqlError(
                        8178,
                        16,
                        1,
                        $"The parameterized query '{Head(module)}' expects the parameter '{parameter.Name}', which was not supplied."
                    );
                }

                throw InModule(ProgramErrors.ExpectsParameter(NameParts.Own(module.Name), parameter.Name), module);
            }

            frame.Variables[parameter.Scalar!.Slot] = DefaultValue(frame, parameter);
            return;
        }

        if (argument.Table is not null)
        {
            throw InModule(
                new SqlError(
                    206,
                    16,
                    2,
                    $"Operand type clash: {argument.TableDefinition?.Name ?? "table"} is incompatible with "
                        + TypeRules.Name(parameter.Type)
                ),
                module
            );
        }

        if (argument.IsUntypedNull)
        {
            return;
        }

        try
        {
            frame.Variables[parameter.Scalar!.Slot] = argument.Value.IsNull
                ? SqlValue.Null
                : Conversions.Get(argument.Type, parameter.Type, isExplicit: false)(argument.Value);
        }
        catch (SqlError error) when (error.Number is 245 or 241 or 8169 or 235 && argument.Type.IsCharacter)
        {
            throw InModule(
                new SqlError(
                    8114,
                    16,
                    5,
                    $"Error converting data type {TypeRules.Name(argument.Type)} to {TypeRules.Name(parameter.Type)}."
                ),
                module
            );
        }
    }

    private static SqlValue DefaultValue(ProgramFrame frame, ModuleParameter parameter)
    {
        var expression = parameter.Default is Microsoft.SqlServer.TransactSql.ScriptDom.IdentifierLiteral word
            ? new Microsoft.SqlServer.TransactSql.ScriptDom.StringLiteral { Value = word.Value, IsNational = true }
            : parameter.Default!;
        if (expression is Microsoft.SqlServer.TransactSql.ScriptDom.NullLiteral)
        {
            return SqlValue.Null;
        }

        var scope = new ModuleBindingScope(frame.Session, frame.Session.Database, new VariableLayout(), new Dependencies());
        return StatementCompiler.CompileScalar(expression, parameter.Type, scope).Evaluate(frame);
    }

    private static string? NamedTwice(IReadOnlyList<Argument> arguments)
    {
        for (var i = 1; i < arguments.Count; i++)
        {
            var name = arguments[i].Name;
            for (var earlier = 0; earlier < i && !string.IsNullOrEmpty(name); earlier++)
            {
                if (string.Equals(arguments[earlier].Name, name, StringComparison.OrdinalIgnoreCase))
                {
                    return arguments[earlier].Name;
                }
            }
        }

        return null;
    }

    private static int IndexOf(IReadOnlyList<ModuleParameter> parameters, string name)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            if (string.Equals(parameters[i].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool SameShape(TableDef a, TableDef b) => a.Columns.Length == b.Columns.Length && a.ObjectId == b.ObjectId;

    private static SqlError InModule(SqlError error, CompiledModule module)
    {
        error.Procedure = module.Name;
        error.IsPlaced = true;
        return error;
    }

    private static string Head(CompiledModule module) => module.Text.Length <= 128 ? module.Text : module.Text[..128];
}
