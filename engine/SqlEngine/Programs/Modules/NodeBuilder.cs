// Second pass over a module: each syntax statement becomes an executable node.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Planning;
using AxMonitor.Engine.Programs.Ddl;
using AxMonitor.Engine.Programs.Statements;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>Builds the statement tree of one module.</summary>
internal sealed class NodeBuilder
{
    private readonly VariableLayout _layout;
    private readonly ModuleRole _role;
    private readonly HashSet<string> _labels = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<GoToStatement> _jumps = [];
    private int _loops;

    public NodeBuilder(VariableLayout layout, ModuleRole role)
    {
        _layout = layout;
        _role = role;
    }

    /// <summary>Type of a scalar function's RETURN.</summary>
    public SqlType? ReturnType { get; init; }

    /// <summary>The batch, for definitions of modules it creates.</summary>
    public string BatchText { get; init; } = "";

    /// <summary>What can be compiled before anything runs, with the lines of their statements.</summary>
    public List<(int Line, IPlanSlot Plan)> Plans { get; } = [];

    public StatementNode[] Build(IEnumerable<TSqlStatement> statements)
    {
        var result = BuildList(statements);
        foreach (var jump in _jumps)
        {
            if (!_labels.Contains(jump.LabelName.Value))
            {
                throw ProgramErrors.UnknownLabel(jump.LabelName.Value).At(jump);
            }
        }

        return result;
    }

    /// <summary>A cached expression, converted to a type when one is given.</summary>
    public static PlanSlot<CompiledScalar> Scalar(ScalarExpression expression, SqlType? target = null) =>
        new(scope => StatementCompiler.CompileScalar(expression, target, scope));

    private PlanSlot<CompiledPredicate> Predicate(BooleanExpression condition) =>
        Early(condition, new PlanSlot<CompiledPredicate>(scope => StatementCompiler.CompilePredicate(condition, scope)));

    private PlanSlot<CompiledScalar> EarlyScalar(ScalarExpression expression, SqlType? target) =>
        Early(expression, Scalar(expression, target));

    private PlanSlot<T> Early<T>(TSqlFragment at, PlanSlot<T> plan)
        where T : class
    {
        Plans.Add((at.StartLine, plan));
        return plan;
    }

    private StatementNode[] BuildList(IEnumerable<TSqlStatement> statements)
    {
        var nodes = new List<StatementNode>();
        foreach (var statement in statements)
        {
            try
            {
                nodes.Add(Node(statement));
            }
            catch (SqlError error)
            {
                throw error.At(statement);
            }
        }

        return [.. nodes];
    }

    private StatementNode[] Single(TSqlStatement statement) =>
        BuildList(statement is BeginEndBlockStatement block ? block.StatementList.Statements : [statement]);

    private StatementNode Node(TSqlStatement statement)
    {
        if (_role == ModuleRole.Function && FunctionRules.SideEffect(statement) is { } effect)
        {
            throw ProgramErrors.SideEffectInFunction(effect);
        }

        if (statement is UseStatement && _role is (ModuleRole.Function or ModuleRole.Procedure or ModuleRole.Trigger))
        {
            throw new SqlError(154, 15, 1, "a USE database statement is not allowed in a procedure, function or trigger.");
        }

        if (
            _role == ModuleRole.Trigger
            && statement
                is AlterDatabaseStatement
                    or CreateDatabaseStatement
                    or DropDatabaseStatement
                    or ReconfigureStatement
                    or BackupStatement
                    or RestoreStatement
        )
        {
            var name = statement is AlterDatabaseStatement ? "ALTER DATABASE" : StatementNames.Of(statement);
            throw new SqlError(287, 16, 2, $"The {name} statement is not allowed within a trigger.");
        }

        return Make(statement);
    }

    private StatementNode Make(TSqlStatement statement) =>
        statement switch
        {
            BeginEndBlockStatement block => new BlockNode(block, BuildList(block.StatementList.Statements)),
            IfStatement branch => new IfNode(
                branch,
                Predicate(branch.Predicate),
                Single(branch.ThenStatement),
                branch.ElseStatement is null ? [] : Single(branch.ElseStatement)
            ),
            WhileStatement loop => Loop(loop),
            BreakStatement => _loops > 0 ? new JumpNode(statement, Flow.Break) : throw ProgramErrors.BreakOutsideLoop(),
            ContinueStatement => _loops > 0 ? new JumpNode(statement, Flow.Continue) : throw ProgramErrors.ContinueOutsideLoop(),
            GoToStatement jump => Jump(jump),
            LabelStatement label => Label(label),
            ReturnStatement give => Return(give),
            TryCatchStatement attempt => new TryCatchNode(
                attempt,
                BuildList(attempt.TryStatements.Statements),
                BuildList(attempt.CatchStatements?.Statements ?? [])
            ),
            DeclareVariableStatement declare => Declare(declare),
            DeclareTableVariableStatement => new EmptyNode(statement),
            SetVariableStatement set => SetVariable(set),
            PrintStatement print => new PrintNode(print, EarlyScalar(print.Expression, SqlType.NVarChar(4000))),
            RaiseErrorStatement raise => RaiseErrorNode.Create(raise),
            ThrowStatement thrown => ThrowNode.Create(thrown),
            WaitForStatement wait => WaitForNode.Create(wait),
            BeginTransactionStatement { Distributed: true } => throw SqlError.Unsupported("BEGIN DISTRIBUTED TRANSACTION"),
            BeginTransactionStatement begin => new BeginTransactionNode(begin, TransactionName.Of(begin.Name)),
            CommitTransactionStatement commit => new CommitNode(commit),
            RollbackTransactionStatement rollback => new RollbackNode(rollback, TransactionName.Of(rollback.Name)),
            SaveTransactionStatement save => new SaveTransactionNode(save, TransactionName.Of(save.Name)),
            ExecuteStatement execute => ExecuteBuilder.Build(execute, execute.ExecuteSpecification, _layout),
            InsertStatement { InsertSpecification.InsertSource: ExecuteInsertSource source } insert => new InsertExecuteNode(
                insert,
                ExecuteBuilder.Build(insert, source.Execute, _layout)
            ),
            InsertBulkStatement bulk => new InsertBulkNode(bulk),
            SelectStatement
            or InsertStatement
            or UpdateStatement
            or DeleteStatement
            or MergeStatement
            or TruncateTableStatement => Query(statement),
            DeclareCursorStatement
            or OpenCursorStatement
            or FetchCursorStatement
            or CloseCursorStatement
            or DeallocateCursorStatement => CursorNodes.Create(statement, _layout, Plans),
            UseStatement use => new UseNode(use),
            KillStatement kill => new KillNode(kill, Scalar(kill.Parameter)),
            CreateDatabaseStatement create => new CreateDatabaseNode(create),
            DropDatabaseStatement drop => new DropDatabaseNode(drop),
            ExecuteAsStatement or RevertStatement => ImpersonationNode.Create(statement, _layout, _role),
            DbccStatement dbcc => DbccNode.Create(dbcc),
            EventSessionStatement or DropEventSessionStatement => new EventSessionNode(statement),
            ReconfigureStatement reconfigure => new ReconfigureNode(reconfigure),
            _ when SetOptionNodes.TryCreate(statement) is { } option => option,
            _ when DdlStatements.Handles(statement) => new DdlNode(statement, BatchText)
            {
                Arguments = [.. DdlStatements.Arguments(statement).Select(e => (e, Scalar(e)))],
            },
            _ => throw SqlError.Unsupported($"the statement {StatementNames.Of(statement)}"),
        };

    private QueryNode Query(TSqlStatement statement)
    {
        var node = new QueryNode(statement);
        Plans.Add((node.Line, node.Plan));
        return node;
    }

    private WhileNode Loop(WhileStatement loop)
    {
        _loops++;
        try
        {
            return new WhileNode(loop, Predicate(loop.Predicate), Single(loop.Statement));
        }
        finally
        {
            _loops--;
        }
    }

    private GotoNode Jump(GoToStatement jump)
    {
        _jumps.Add(jump);
        return new GotoNode(jump, jump.LabelName.Value);
    }

    private LabelNode Label(LabelStatement label)
    {
        var name = label.Value.TrimEnd(':', ' ');
        if (!_labels.Add(name))
        {
            throw new SqlError(
                132,
                15,
                1,
                $"The label '{name}' has already been declared. Label names must be unique within a query batch or stored procedure."
            );
        }

        return new LabelNode(label, name);
    }

    private ReturnNode Return(ReturnStatement give)
    {
        if (give.Expression is null)
        {
            return new ReturnNode(give, null);
        }

        return _role switch
        {
            ModuleRole.Procedure => new ReturnNode(give, EarlyScalar(give.Expression, SqlType.Int)),
            ModuleRole.Function => new ReturnNode(give, EarlyScalar(give.Expression, ReturnType)),
            _ => throw ProgramErrors.ReturnValueOutsideModule(),
        };
    }

    private StatementNode Declare(DeclareVariableStatement declare)
    {
        var assignments = new List<StatementNode>();
        foreach (var element in declare.Declarations)
        {
            if (element.Value is not null && _layout.FindScalar(element.VariableName.Value) is { } variable)
            {
                assignments.Add(new SetVariableNode(declare, variable.Slot, EarlyScalar(element.Value, variable.Type)));
            }
        }

        return assignments.Count switch
        {
            0 => new EmptyNode(declare),
            1 => assignments[0],
            _ => new BlockNode(declare, [.. assignments]),
        };
    }

    private StatementNode SetVariable(SetVariableStatement set)
    {
        if (set.CursorDefinition is not null || _layout.HasCursor(set.Variable.Name))
        {
            return CursorNodes.SetVariable(set, Plans);
        }

        var variable = _layout.FindScalar(set.Variable.Name) ?? throw ProgramErrors.UndeclaredVariable(set.Variable.Name);
        if (set.Identifier is { Value: var method })
        {
            return new SetVariableNode(
                set,
                variable.Slot,
                Early(
                    set,
                    new PlanSlot<CompiledScalar>(scope =>
                        StatementCompiler.CompileMutator(set.Variable, method, set.Parameters, scope)
                    )
                )
            );
        }

        return new SetVariableNode(set, variable.Slot, EarlyScalar(Compound(set), variable.Type));
    }

    private static ScalarExpression Compound(SetVariableStatement set)
    {
        if (set.AssignmentKind == AssignmentKind.Equals)
        {
            return set.Expression;
        }

        return new BinaryExpression
        {
            BinaryExpressionType = set.AssignmentKind switch
            {
                AssignmentKind.AddEquals => BinaryExpressionType.Add,
                AssignmentKind.SubtractEquals => BinaryExpressionType.Subtract,
                AssignmentKind.MultiplyEquals => BinaryExpressionType.Multiply,
                AssignmentKind.DivideEquals => BinaryExpressionType.Divide,
                AssignmentKind.ModEquals => BinaryExpressionType.Modulo,
                AssignmentKind.BitwiseAndEquals => BinaryExpressionType.BitwiseAnd,
                AssignmentKind.BitwiseOrEquals => BinaryExpressionType.BitwiseOr,
                _ => BinaryExpressionType.BitwiseXor,
            },
            FirstExpression = set.Variable,
            SecondExpression = new ParenthesisExpression { Expression = set.Expression },
        };
    }
}
