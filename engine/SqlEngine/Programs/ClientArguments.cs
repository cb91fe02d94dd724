// Parameters as a client sent them become arguments of a call; table-valued ones are loaded into a table of
// their type while they stream in.
using System.Runtime.CompilerServices;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Planning;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>Converts client parameters.</summary>
internal static class ClientArguments
{
    private static readonly ConditionalWeakTable<TableDef, Loader> Loaders = [];

    public static IReadOnlyList<Argument> ForText(
        Session session,
        string declarations,
        IReadOnlyList<SqlParameter> parameters
    ) => HasTables(parameters) ? WithTables(session, declarations, parameters) : Scalars(parameters);

    private static List<Argument> WithTables(Session session, string declarations, IReadOnlyList<SqlParameter> parameters)
    {
        var declared = BatchParser.ParseParameters(declarations);
        return Convert(
            session,
            parameters,
            (parameter, position) =>
            {
                var match = string.IsNullOrEmpty(parameter.Name)
                    ? declared.ElementAtOrDefault(position)
                    : declared.FirstOrDefault(d =>
                        string.Equals(d.VariableName.Value, parameter.Name, StringComparison.OrdinalIgnoreCase)
                    );
                return match is null
                    ? null
                    : new ModuleBindingScope(session, session.Database, new VariableLayout(), new Dependencies())
                        .Resolve(match.DataType)
                        .TableType;
            }
        );
    }

    public static IReadOnlyList<Argument> ForProcedure(Session session, NameParts name, IReadOnlyList<SqlParameter> parameters) =>
        Convert(
            session,
            parameters,
            (parameter, position) =>
            {
                var catalog = session.CatalogOf(name.Database ?? session.Database.Name);
                var module = catalog?.FindModule(name.Schema, name.Name);
                var match = string.IsNullOrEmpty(parameter.Name)
                    ? module?.Parameters.ElementAtOrDefault(position)
                    : module?.Parameters.FirstOrDefault(p =>
                        string.Equals(p.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)
                    );
                return match?.TableType;
            }
        );

    /// <summary>Gives output values back to the client's parameters, in the types the client
    /// declared.</summary>
    public static void Return(IReadOnlyList<SqlParameter> parameters, IReadOnlyList<Argument> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] is { IsAssigned: true } argument)
            {
                parameters[i].Value = Conversions.Get(argument.Type, parameters[i].Type, isExplicit: false)(argument.Value);
            }
        }
    }

    private static bool HasTables(IReadOnlyList<SqlParameter> parameters)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].TableRows is not null || parameters[i].Type.Kind == SqlTypeKind.Table)
            {
                return true;
            }
        }

        return false;
    }

    private static Argument[] Scalars(IReadOnlyList<SqlParameter> parameters)
    {
        var result = new Argument[parameters.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Scalar(parameters[i]);
        }

        return result;
    }

    private static Argument Scalar(SqlParameter parameter) =>
        new(string.IsNullOrEmpty(parameter.Name) ? null : parameter.Name)
        {
            Type = parameter.Type,
            Value = parameter.Value,
            IsOutput = parameter.IsOutput,
            IsDefault = parameter.IsDefault,
        };

    private static List<Argument> Convert(
        Session session,
        IReadOnlyList<SqlParameter> parameters,
        Func<SqlParameter, int, TableTypeDef?> tableType
    )
    {
        var result = new List<Argument>(parameters.Count);
        for (var i = 0; i < parameters.Count; i++)
        {
            var parameter = parameters[i];
            var name = string.IsNullOrEmpty(parameter.Name) ? null : parameter.Name;
            if (parameter.Type.Kind != SqlTypeKind.Table)
            {
                result.Add(Scalar(parameter));
                continue;
            }

            var type = tableType(parameter, i) ?? Named(session, parameter.TableTypeName);
            session.Permissions.RequireType(type);
            result.Add(
                new Argument(name)
                {
                    Type = parameter.Type,
                    Table = Load(session, type.Table, parameter),
                    TableDefinition = type.Table,
                }
            );
        }

        return result;
    }

    private static TableTypeDef Named(Session session, string? typeName)
    {
        var parts = NameParts.Parse(typeName ?? "");
        var found = parts is null ? null : session.CatalogOf(session.Database.Name)?.FindTableType(parts.Schema, parts.Name);
        return found ?? throw new SqlError(2715, 16, 3, $"Column, parameter, or variable #1: Cannot find data type {typeName}.");
    }

    private static TableData Load(Session session, TableDef definition, SqlParameter parameter)
    {
        var loader = Loaders.GetValue(definition, static d => new Loader(d));
        var data = new TableData(definition);
        if (parameter.TableRows is not null && parameter.TableColumns.Count > 0)
        {
            loader.Run(session, parameter.TableColumns, data, parameter.TableRows);
        }

        return data;
    }

    /// <summary>Inserts rows into tables of one type; keeps the plan for the column types a client
    /// sends.</summary>
    private sealed class Loader
    {
        private readonly CompiledModule _module;
        private readonly TableVariable _variable;
        private volatile Tuple<SqlType[], CompiledRowInsert>? _plan;

        public Loader(TableDef definition)
        {
            var layout = new VariableLayout();
            _variable = layout.AddTable("@rows", definition, isReadOnly: false);
            _module = new CompiledModule
            {
                Role = ModuleRole.Batch,
                DefaultSchema = "dbo",
                Layout = layout,
                Body = [],
                Dependencies = new Dependencies(),
            };
        }

        public void Run(Session session, IReadOnlyList<SqlType> types, TableData data, IEnumerable<SqlValue[]> rows)
        {
            var plan = _plan;
            if (plan is null || !plan.Item1.SequenceEqual(types))
            {
                var scope = new ModuleBindingScope(session, session.Database, _module.Layout, new Dependencies());
                var target = new VariableTableReference { Variable = new VariableReference { Name = "@rows" } };
                _plan = plan = Tuple.Create(
                    types.ToArray(),
                    StatementCompiler.CompileRowInsert(target, [], types, keepIdentity: false, firesTriggers: false, scope)
                );
            }

            var frame = new ProgramFrame(session, _module, null);
            frame.SetTable(_variable, data);
            session.CurrentFrame = frame;
            plan.Item2.Run(frame, rows);
            session.CurrentFrame = null;
        }
    }
}
