// Expressions inside definitions, evaluated by compiling them as queries over a table variable that holds one
// row.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Planning;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Binds expressions for <see cref="DdlStatements"/>.</summary>
internal sealed class DdlExpressions(Session session, Database database) : IDdlExpressions
{
    public BoundRowExpression BindComputed(TableDef table, ScalarExpression expression)
    {
        var row = new RowQuery(session, database, table, expression);
        return new BoundRowExpression(row.Column.Type, row.Column.IsNullable, row.Evaluate);
    }

    public Func<SqlValue[], bool?> BindCheck(TableDef table, BooleanExpression expression)
    {
        var asNumber = new SearchedCaseExpression
        {
            WhenClauses =
            {
                new SearchedWhenClause
                {
                    WhenExpression = expression,
                    ThenExpression = new IntegerLiteral { Value = "1" },
                },
                new SearchedWhenClause
                {
                    WhenExpression = new BooleanNotExpression
                    {
                        Expression = new BooleanParenthesisExpression { Expression = expression },
                    },
                    ThenExpression = new IntegerLiteral { Value = "0" },
                },
            },
        };
        var row = new RowQuery(session, database, table, asNumber);
        return values =>
        {
            var result = row.Evaluate(values);
            return result.IsNull ? null : result.AsInt64() == 1;
        };
    }

    public SqlValue EvaluateDefault(ScalarExpression expression, SqlType type)
    {
        var layout = new VariableLayout();
        var scope = new ModuleBindingScope(session, database, layout, new Dependencies());
        return StatementCompiler.CompileScalar(expression, type, scope).Evaluate(NewFrame(layout));
    }

    public ImmutableArray<ColumnDef> DescribeModule(ModuleDef module)
    {
        var layout = new VariableLayout();
        SelectStatement select;
        IReadOnlyList<string> names = [];
        if (module.Statement is ViewStatementBody view)
        {
            select = view.SelectStatement;
            names = [.. view.Columns.Select(static c => c.Value)];
        }
        else
        {
            foreach (var parameter in module.Parameters)
            {
                if (parameter.TableType is { } type)
                {
                    layout.AddTable(parameter.Name, type.Table, isReadOnly: true);
                }
                else
                {
                    layout.AddScalar(parameter.Name, parameter.Type);
                }
            }

            select = ((SelectFunctionReturnType)((FunctionStatementBody)module.Statement).ReturnType).SelectStatement;
        }

        var scope = new ModuleBindingScope(session, database, layout, new Dependencies())
        {
            Module = module,
            DefaultSchema = module.SchemaName,
        };
        var columns = StatementCompiler.Compile(select, scope).Columns;
        if (module.Statement is ViewStatementBody { WithCheckOption: true } && !StatementCompiler.IsUpdatable(select, scope))
        {
            throw new SqlError(
                4510,
                16,
                3,
                $"Could not perform {(module.Statement is AlterViewStatement ? "ALTER" : "CREATE")} VIEW because WITH CHECK OPTION was specified and the view is not updatable."
            );
        }

        if (names.Count > 0 && names.Count != columns.Count)
        {
            throw names.Count < columns.Count
                ? BindErrors.ColumnListLonger(module.Name, module.Statement)
                : BindErrors.ColumnListShorter(module.Name, module.Statement);
        }

        var result = ImmutableArray.CreateBuilder<ColumnDef>(columns.Count);
        for (var i = 0; i < columns.Count; i++)
        {
            var name = i < names.Count ? names[i] : columns[i].Name;
            if (name.Length == 0)
            {
                throw new SqlError(
                    4511,
                    16,
                    1,
                    $"Create View or Function failed because no column name was specified for column {i + 1}."
                );
            }

            if (result.Any(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                throw new SqlError(
                    4506,
                    16,
                    1,
                    $"Column names in each view or function must be unique. Column name '{name}' in view or function '{module.Name}' is specified more than once."
                );
            }

            result.Add(new ColumnDef(name, columns[i].Type, columns[i].IsNullable) { Ordinal = i, ColumnId = i + 1 });
        }

        return result.ToImmutable();
    }

    private ProgramFrame NewFrame(VariableLayout layout) =>
        new(
            session,
            new CompiledModule
            {
                Role = ModuleRole.Batch,
                DefaultSchema = session.DefaultSchema,
                Layout = layout,
                Body = [],
                Dependencies = new Dependencies(),
            },
            null
        );

    /// <summary>SELECT expression FROM @row.</summary>
    private sealed class RowQuery
    {
        private readonly Session _session;
        private readonly CompiledStatement _plan;
        private readonly CompiledModule _module;
        private readonly TableVariable _variable;

        public RowQuery(Session session, Database database, TableDef table, ScalarExpression expression)
        {
            _session = session;
            NextValueRules.Refuse(expression);
            var layout = new VariableLayout();
            var plain = table with
            {
                Columns = [.. table.Columns.Select(static c => c with { Identity = null, Default = null, Computed = null })],
                Indexes = [],
                Checks = [],
                ForeignKeys = [],
            };
            _variable = layout.AddTable("@row", plain, isReadOnly: false);
            _module = new CompiledModule
            {
                Role = ModuleRole.Batch,
                DefaultSchema = session.DefaultSchema,
                Layout = layout,
                Body = [],
                Dependencies = new Dependencies(),
            };
            var query = new SelectStatement
            {
                QueryExpression = new QuerySpecification
                {
                    SelectElements = { new SelectScalarExpression { Expression = expression } },
                    FromClause = new FromClause
                    {
                        TableReferences =
                        {
                            new VariableTableReference
                            {
                                Variable = new VariableReference { Name = "@row" },
                                Alias = new Identifier { Value = table.Name },
                            },
                        },
                    },
                },
            };
            _plan = StatementCompiler.Compile(query, new ModuleBindingScope(session, database, layout, new Dependencies()));
        }

        public ResultColumn Column => _plan.Columns[0];

        public SqlValue Evaluate(SqlValue[] row)
        {
            var data = new TableData(_variable.Definition);
            var copy = new SqlValue[data.RowWidth];
            row.AsSpan(0, Math.Min(row.Length, _variable.Definition.Columns.Length)).CopyTo(copy);
            data.Insert(copy);
            var frame = new ProgramFrame(_session, _module, null);
            frame.SetTable(_variable, data);
            foreach (var result in _plan.Query(frame))
            {
                return result[0];
            }

            return SqlValue.Null;
        }
    }
}
