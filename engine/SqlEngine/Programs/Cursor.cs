// A cursor's rows and position. Rows are taken when it opens (static), whatever kind was declared: fetches
// never see later changes.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>A declared cursor.</summary>
internal sealed class Cursor(string name, PlanSlot<CompiledStatement> query, ProgramFrame declaredIn, bool isScrollable)
{
    private List<SqlValue[]>? _rows;
    private IReadOnlyList<SqlType> _types = [];
    private int _position = -1;

    public string Name { get; } = name;

    public bool IsOpen => _rows is not null;

    public int RowCount => _rows?.Count ?? 0;

    public IReadOnlyList<ResultColumn> Columns { get; private set; } = [];

    public void Open(ProgramFrame frame)
    {
        if (IsOpen)
        {
            throw ProgramErrors.CursorAlreadyOpen();
        }

        // The query sees the variables of the module that declared the cursor, as they are now.
        var plan = query.Get(declaredIn);
        using var scope = frame.Session.Space.BeginStatement();
        frame.Session.ForgetStatementViews();
        _rows = [.. plan.Query(declaredIn)];
        scope.Complete();
        Columns = plan.Columns;
        _types = [.. plan.Columns.Select(static c => c.Type)];
        _position = -1;
    }

    public void Close()
    {
        if (!IsOpen)
        {
            throw ProgramErrors.CursorNotOpen();
        }

        _rows = null;
    }

    /// <summary>Moves and returns the row there, or null outside the rows.</summary>
    public SqlValue[]? Fetch(FetchOrientation orientation, long offset)
    {
        var rows = _rows ?? throw ProgramErrors.CursorNotOpen();
        if (!isScrollable && orientation is not (FetchOrientation.Next or FetchOrientation.None))
        {
            throw ProgramErrors.CursorForwardOnly(orientation.ToString());
        }

        var target = orientation switch
        {
            FetchOrientation.First => 0,
            FetchOrientation.Last => rows.Count - 1,
            FetchOrientation.Prior => _position - 1L,
            FetchOrientation.Absolute => offset >= 0 ? offset - 1 : rows.Count + offset,
            FetchOrientation.Relative => _position + offset,
            _ => _position + 1L,
        };
        _position = (int)Math.Clamp(target, -1, rows.Count);
        return _position >= 0 && _position < rows.Count ? rows[_position] : null;
    }

    public SqlType TypeOf(int column) => _types[column];
}
