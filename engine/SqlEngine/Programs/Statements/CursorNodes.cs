// DECLARE CURSOR, OPEN, FETCH, CLOSE, DEALLOCATE, and SET @cursor = CURSOR FOR ….
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Planning;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>Makes cursor nodes.</summary>
internal static class CursorNodes
{
    public static StatementNode Create(TSqlStatement statement, VariableLayout layout, List<(int Line, IPlanSlot Plan)> plans) =>
        statement switch
        {
            DeclareCursorStatement declare => Declare(declare, declare.Name.Value, declare.CursorDefinition, false, plans),
            FetchCursorStatement fetch => new FetchNode(fetch, layout),
            _ => new CursorActionNode((CursorStatement)statement),
        };

    public static StatementNode SetVariable(SetVariableStatement set, List<(int Line, IPlanSlot Plan)> plans) =>
        set.CursorDefinition is { } definition
            ? Declare(set, set.Variable.Name, definition, true, plans)
            : new CopyCursorNode(set);

    private static DeclareCursorNode Declare(
        TSqlFragment fragment,
        string name,
        CursorDefinition definition,
        bool isVariable,
        List<(int Line, IPlanSlot Plan)> plans
    )
    {
        var node = new DeclareCursorNode(fragment, name, definition, isVariable);
        plans.Add((definition.StartLine, node.Plan));
        return node;
    }

    /// <summary>Local cursors hide global ones unless GLOBAL is written.</summary>
    public static Cursor Find(ProgramFrame frame, CursorId id)
    {
        if (id.Name.ValueExpression is VariableReference variable)
        {
            return frame.CursorVariables.GetValueOrDefault(variable.Name)
                ?? throw ProgramErrors.CursorVariableEmpty(variable.Name);
        }

        return Find(frame, id.Name.Value, id.IsGlobal);
    }

    /// <summary>A cursor by its name, or by that of its variable.</summary>
    public static Cursor Find(ProgramFrame frame, string name, bool isGlobal)
    {
        if (name.StartsWith('@'))
        {
            return frame.CursorVariables.GetValueOrDefault(name) ?? throw ProgramErrors.CursorVariableEmpty(name);
        }

        if (!isGlobal && frame.HasLocalCursor(name))
        {
            return frame.LocalCursors[name];
        }

        return frame.Session.GlobalCursors.GetValueOrDefault(name) ?? throw ProgramErrors.CursorUnknown(name);
    }
}

/// <summary>DECLARE name CURSOR FOR …; GLOBAL unless LOCAL is written, as the database default
/// is.</summary>
internal sealed class DeclareCursorNode : StatementNode
{
    private readonly string _name;
    private readonly bool _isVariable;
    private readonly bool _isLocal;
    private readonly CursorDeclaration _declaration;

    public DeclareCursorNode(TSqlFragment fragment, string name, CursorDefinition definition, bool isVariable)
        : base(fragment)
    {
        _name = name;
        _isVariable = isVariable;
        CursorOptions.Check(definition);
        _isLocal = definition.Options.Any(static o => o.OptionKind == CursorOptionKind.Local);
        var query = new PlanSlot<CursorPlan>(scope => StatementCompiler.CompileCursor(definition.Select, scope));
        _declaration = CursorOptions.Declare(name, definition, query);
    }

    /// <summary>What can be compiled before anything runs.</summary>
    public IPlanSlot Plan => _declaration.Query;

    public override Flow Execute(ProgramFrame frame)
    {
        if (_declaration.IsForUpdate)
        {
            RequireUpdatable(_declaration.Query.Get(frame));
        }

        var cursor = new Cursor(_declaration, frame);
        if (_isVariable)
        {
            frame.CursorVariables[_name] = cursor;
        }
        else if (!(_isLocal ? frame.LocalCursors : frame.Session.GlobalCursors).TryAdd(_name, cursor))
        {
            throw ProgramErrors.CursorExists(_name);
        }

        frame.Session.Done(0);
        return Flow.Next;
    }

    // FOR UPDATE wants rows that can be led back to tables, and columns that these have.
    private void RequireUpdatable(CursorPlan plan)
    {
        if (_declaration.Kind == CursorKind.Static || _declaration.IsReadOnly || plan.Sources.Count == 0)
        {
            throw new SqlError(16957, 16, 4, "FOR UPDATE cannot be specified on a READ ONLY cursor.");
        }

        var unknown = _declaration.UpdateColumns?.FirstOrDefault(c =>
            !plan.Sources.Any(s => s.Table.Definition.FindColumn(c) is not null)
        );
        if (unknown is not null)
        {
            throw new SqlError(207, 16, 1, $"Invalid column name '{unknown}'.");
        }
    }
}

/// <summary>SET @cursor = another cursor: both names stand for the same one.</summary>
internal sealed class CopyCursorNode(SetVariableStatement set) : StatementNode(set)
{
    public override Flow Execute(ProgramFrame frame)
    {
        var source = set.Expression switch
        {
            VariableReference variable => frame.CursorVariables.GetValueOrDefault(variable.Name)
                ?? throw ProgramErrors.CursorVariableEmpty(variable.Name),
            ColumnReferenceExpression { MultiPartIdentifier.Identifiers: [var name] } => CursorNodes.Find(
                frame,
                new CursorId { Name = new IdentifierOrValueExpression { Identifier = name } }
            ),
            _ => throw SqlError.Unsupported($"SET {set.Variable.Name} to something that is no cursor"),
        };
        frame.CursorVariables[set.Variable.Name] = source;
        frame.Session.Done(0);
        return Flow.Next;
    }
}

/// <summary>OPEN, CLOSE and DEALLOCATE.</summary>
internal sealed class CursorActionNode(CursorStatement statement) : StatementNode(statement)
{
    public override Flow Execute(ProgramFrame frame)
    {
        var cursor = CursorNodes.Find(frame, statement.Cursor);
        switch (statement)
        {
            case OpenCursorStatement:
                cursor.Open(frame);
                frame.Session.CursorRows = cursor.RowCount;
                break;
            case CloseCursorStatement:
                cursor.Close();
                break;
            default:
                Deallocate(frame, cursor);
                break;
        }

        frame.Session.Done(0);
        return Flow.Next;
    }

    private void Deallocate(ProgramFrame frame, Cursor cursor)
    {
        if (statement.Cursor.Name.ValueExpression is VariableReference variable)
        {
            frame.CursorVariables.Remove(variable.Name);
        }
        else if (!statement.Cursor.IsGlobal && frame.HasLocalCursor(cursor.Name))
        {
            frame.LocalCursors.Remove(cursor.Name);
        }
        else
        {
            frame.Session.GlobalCursors.Remove(cursor.Name);
        }
    }
}

/// <summary>FETCH, into variables or as a result set of one row.</summary>
internal sealed class FetchNode : StatementNode
{
    private readonly FetchCursorStatement _fetch;
    private readonly PlanSlot<CompiledScalar>? _offset;
    private readonly List<(int Slot, SqlType Type)> _targets = [];

    public FetchNode(FetchCursorStatement fetch, VariableLayout layout)
        : base(fetch)
    {
        _fetch = fetch;
        _offset = fetch.FetchType?.RowOffset is { } offset ? NodeBuilder.Scalar(offset, SqlType.BigInt) : null;
        foreach (var variable in fetch.IntoVariables ?? [])
        {
            var info = layout.FindScalar(variable.Name) ?? throw ProgramErrors.UndeclaredVariable(variable.Name);
            _targets.Add((info.Slot, info.Type));
        }
    }

    public override Flow Execute(ProgramFrame frame)
    {
        var session = frame.Session;
        session.FetchStatus = -1;
        var cursor = CursorNodes.Find(frame, _fetch.Cursor);
        var offset = _offset?.Get(frame).Evaluate(frame).AsInt64() ?? 0;
        var row = cursor.Fetch(_fetch.FetchType?.Orientation ?? FetchOrientation.Next, offset);
        if (_targets.Count > 0)
        {
            Assign(frame, cursor, row);
        }
        else
        {
            session.Sink.Columns(cursor.Columns);
            if (row is not null)
            {
                session.Sink.Row(row);
            }

            session.Sink.StatementDone(
                session.Options.NoCount ? null
                    : row is null ? 0
                    : 1,
                frame.InProcedure,
                wasSelect: true
            );
        }

        session.FetchStatus = cursor.Status;
        session.Done(row is null ? 0 : 1);
        return Flow.Next;
    }

    private void Assign(ProgramFrame frame, Cursor cursor, SqlValue[]? row)
    {
        if (cursor.Columns.Count != _targets.Count)
        {
            throw ProgramErrors.CursorColumnCount();
        }

        for (var i = 0; row is not null && i < _targets.Count; i++)
        {
            frame.Variables[_targets[i].Slot] = Conversion(cursor.TypeOf(i), _targets[i].Type)(row[i]);
        }
    }

    private static Func<SqlValue, SqlValue> Conversion(SqlType from, SqlType to)
    {
        try
        {
            return Conversions.Get(from, to, isExplicit: false);
        }
        catch (SqlError e) when (e.Number is 206 or 257)
        {
            // A fetch has a number of its own for it.
            throw new SqlError(
                16922,
                16,
                1,
                $"Cursor Fetch: Implicit conversion from data type {TypeRules.Name(from)} to {TypeRules.Name(to)} is not allowed."
            );
        }
    }
}
