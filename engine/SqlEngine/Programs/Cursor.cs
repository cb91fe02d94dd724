// A cursor's rows and position, by its kind: a static cursor keeps the rows it opened with, a keyset cursor
// the keys, a dynamic cursor nothing but its place: it shows its tables as they are at each fetch.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>What a cursor sees of later changes.</summary>
public enum CursorKind
{
    Static,
    Keyset,
    Dynamic,
}

/// <summary>What the declaration says.</summary>
internal sealed record CursorDeclaration(string Name, PlanSlot<CursorPlan> Query)
{
    public required CursorKind Kind { get; init; }

    public required bool IsScrollable { get; init; }

    public required bool IsReadOnly { get; init; }

    /// <summary>FAST_FORWARD: static where a dynamic cursor would become a keyset.</summary>
    public bool IsFastForward { get; init; }

    public bool IsOptimistic { get; init; }

    /// <summary>TYPE_WARNING.</summary>
    public bool Warns { get; init; }

    /// <summary>FOR UPDATE.</summary>
    public bool IsForUpdate { get; init; }

    /// <summary>FOR UPDATE OF; null lets all columns be changed.</summary>
    public IReadOnlyList<string>? UpdateColumns { get; init; }
}

/// <summary>A declared cursor.</summary>
internal sealed class Cursor(CursorDeclaration declaration, ProgramFrame declaredIn)
{
    private CursorPlan? _plan;
    private List<CursorRow>? _rows;
    private TableData[] _seen = [];
    private IReadOnlyList<SqlType> _types = [];
    private CursorRow? _current;
    private bool _isChanged;

    // Where the cursor stands, and for a dynamic one whether the row there is gone: it then stands before it.
    private int _position = -1;
    private bool _isBefore;

    public string Name => declaration.Name;

    public bool IsOpen => _rows is not null;

    public CursorKind Kind { get; private set; }

    /// <summary>@@CURSOR_ROWS.</summary>
    public int RowCount => Kind == CursorKind.Dynamic ? -1 : _rows?.Count ?? 0;

    public IReadOnlyList<ResultColumn> Columns { get; private set; } = [];

    /// <summary>@@FETCH_STATUS of the last fetch.</summary>
    public int Status { get; private set; } = -1;

    public void Open(ProgramFrame frame)
    {
        if (IsOpen)
        {
            throw ProgramErrors.CursorAlreadyOpen();
        }

        // The query sees the variables of the module that declared the cursor, as they are now.
        var plan = declaration.Query.Get(declaredIn);
        Kind = Convert(plan);
        using var scope = frame.Session.Space.BeginStatement();
        frame.Session.ForgetStatementViews();
        Load(plan, Kind == CursorKind.Dynamic ? long.MaxValue : frame.RowLimit);
        scope.Complete();
        _plan = plan;
        Columns = plan.Columns;
        _types = [.. plan.Columns.Select(static c => c.Type)];
        (_position, _isBefore, _current, _isChanged) = (-1, false, null, false);
        if (declaration.Warns && Kind != declaration.Kind)
        {
            frame.Session.Send(16956, 10, 1, "The created cursor is not of the requested type.");
        }
    }

    public void Close()
    {
        if (!IsOpen)
        {
            throw ProgramErrors.CursorNotOpen();
        }

        (_rows, _current) = (null, null);
    }

    /// <summary>Moves and returns the row there, or null outside the rows (status -1) and where a row of a
    /// keyset is gone (-2).</summary>
    public SqlValue[]? Fetch(FetchOrientation orientation, long offset)
    {
        if (_rows is null)
        {
            throw ProgramErrors.CursorNotOpen();
        }

        if (!declaration.IsScrollable && orientation is not (FetchOrientation.Next or FetchOrientation.None))
        {
            throw ProgramErrors.CursorForwardOnly(orientation.ToString());
        }

        if (Kind == CursorKind.Dynamic)
        {
            if (orientation == FetchOrientation.Absolute)
            {
                throw new SqlError(16925, 16, 1, "fetch: The fetch type Absolute cannot be used with dynamic cursors.");
            }

            Refresh();
        }

        var before = _isBefore ? _position - 1L : _position;
        var target = orientation switch
        {
            FetchOrientation.First => 0,
            FetchOrientation.Last => _rows.Count - 1,
            FetchOrientation.Prior => _position - 1L,
            FetchOrientation.Absolute => offset >= 0 ? offset - 1 : _rows.Count + offset,
            FetchOrientation.Relative => offset > 0 ? before + offset : _position + offset,
            _ => before + 1,
        };
        (_position, _isBefore, _isChanged) = ((int)Math.Clamp(target, -1, _rows.Count), false, false);
        return Take();
    }

    /// <summary>The base tables; empty when rows cannot be led back to them.</summary>
    public IEnumerable<NamedTable> Tables => _plan?.Sources.Select(static s => s.Table) ?? [];

    /// <summary>Rows there are.</summary>
    public int Count => _rows?.Count ?? 0;

    /// <summary>Where a row is now, or the nearest before it that is left; -1 before the first. Places are
    /// counted
    /// from 0.</summary>
    public int Follow(int place)
    {
        (_position, _isBefore) = (place, false);
        if (Kind == CursorKind.Dynamic)
        {
            Refresh();
        }

        return _isBefore ? _position - 1 : Math.Min(_position, Count - 1);
    }

    /// <summary>The row at a place as the kind of cursor shows it; null when it is gone.</summary>
    public CursorRow? RowAt(int place)
    {
        if (_rows is null || place < 0 || place >= _rows.Count)
        {
            return null;
        }

        return Kind == CursorKind.Keyset ? Reread(_rows[place]) : _rows[place];
    }

    public CursorRow? Reread(CursorRow row)
    {
        declaredIn.Session.ForgetStatementViews();
        return _plan!.Reread(declaredIn, row);
    }

    /// <summary>Makes a row that was fetched the current one.</summary>
    public void Stand(CursorRow? row)
    {
        (_current, _isChanged) = (row, false);
        Status = row is null ? -2 : 0;
    }

    public SqlType TypeOf(int column) => _types[column];

    /// <summary>The base row for WHERE CURRENT OF.</summary>
    /// <exception cref="SqlError">16917, 16929, 16931, 16932, 16933, 16934, 16947.</exception>
    public SqlValue[] BaseRow(NamedTable table, IReadOnlyCollection<string> columns)
    {
        if (_plan is null || _rows is null)
        {
            throw ProgramErrors.CursorNotOpen();
        }

        if (declaration.IsReadOnly || Kind == CursorKind.Static)
        {
            throw new SqlError(16929, 16, 1, "The cursor is READ ONLY.");
        }

        if (_current is null)
        {
            throw new SqlError(16931, 16, 1, "There are no rows in the current fetch buffer.");
        }

        var at = _plan.Sources.ToList().FindIndex(s => Same(s.Table, table));
        if (at < 0)
        {
            throw new SqlError(
                16933,
                16,
                1,
                "The cursor does not include the table being modified or the table is not updatable through the cursor."
            );
        }

        if (
            declaration.UpdateColumns is { } allowed
            && columns.Any(c => !allowed.Contains(c, StringComparer.OrdinalIgnoreCase))
        )
        {
            throw new SqlError(
                16932,
                16,
                1,
                "The cursor has a FOR UPDATE list and the requested column to be updated is not in this list."
            );
        }

        declaredIn.Session.ForgetStatementViews();
        var row =
            CursorPlan.Current(declaredIn.Read(table), _plan.Sources[at], _current.Bases[at])
            ?? throw new SqlError(16947, 16, 1, "No rows were updated or deleted.");
        if (declaration.IsOptimistic && !_isChanged && !ReferenceEquals(row, _current.Bases[at]))
        {
            throw new SqlError(
                16934,
                16,
                1,
                "Optimistic concurrency check failed. The row was modified outside of this cursor."
            );
        }

        _isChanged = true;
        return row;
    }

    private static bool Same(NamedTable a, NamedTable b) =>
        a.Home == b.Home
        && string.Equals(a.DatabaseName, b.DatabaseName, StringComparison.OrdinalIgnoreCase)
        && a.Home switch
        {
            TableHome.Variable => a.VariableSlot == b.VariableSlot,
            // As everywhere else the session's own table of that name is meant.
            TableHome.Temporary => string.Equals(a.Name, b.Name, StringComparison.OrdinalIgnoreCase),
            _ => a.Definition.ObjectId == b.Definition.ObjectId,
        };

    // The conversions of the documentation: rows that cannot be led back to tables are static, an order that
    // no index gives makes a keyset, and a keyset needs a unique index on each table.
    private CursorKind Convert(CursorPlan plan)
    {
        var kind = declaration.Kind;
        if (plan.Sources.Count == 0)
        {
            return CursorKind.Static;
        }

        if (kind == CursorKind.Dynamic && !plan.IsOrderedByIndex)
        {
            kind = declaration.IsFastForward ? CursorKind.Static : CursorKind.Keyset;
        }

        return kind == CursorKind.Keyset && plan.Sources.Any(static s => s.UniqueIndex is null) ? CursorKind.Static : kind;
    }

    // SET ROWCOUNT limits what a cursor keeps, not what a dynamic one finds.
    private void Load(CursorPlan plan, long limit = long.MaxValue)
    {
        _rows = plan.Rows(declaredIn, limit);
        _seen = Kind == CursorKind.Dynamic ? [.. plan.Sources.Select(s => declaredIn.Read(s.Table))] : [];
    }

    private SqlValue[]? Take()
    {
        _current = null;
        Status = -1;
        if (_position < 0 || _position >= _rows!.Count)
        {
            return null;
        }

        _current = _rows[_position];
        if (Kind == CursorKind.Keyset)
        {
            declaredIn.Session.ForgetStatementViews();
            _current = _plan!.Reread(declaredIn, _current);
        }

        Status = _current is null ? -2 : 0;
        return _current?.Values;
    }

    // The rows as they are now, and the place among them: behind the nearest row before it that is still
    // there.
    private void Refresh()
    {
        declaredIn.Session.ForgetStatementViews();
        if (IsUnchanged())
        {
            return;
        }

        var old = _rows!;
        Load(_plan!);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < _rows!.Count; i++)
        {
            places.TryAdd(Key(_rows[i]), i);
        }

        if (_position >= old.Count)
        {
            // Behind the last row: what was added there since comes next.
            _position = old.Count - 1;
        }

        var at = _position;
        while (at >= 0 && !places.ContainsKey(Key(old[at])))
        {
            at--;
        }

        var found = at < 0 ? -1 : places[Key(old[at])];
        var isGone = at != _position || _isBefore;
        (_position, _isBefore) = isGone ? (found + 1, true) : (found, false);
    }

    private bool IsUnchanged()
    {
        for (var i = 0; i < _seen.Length; i++)
        {
            var now = declaredIn.Read(_plan!.Sources[i].Table);
            var isSame = _plan.Sources[i].Table.Home == TableHome.Variable
                ? now.Version == _seen[i].Version
                : ReferenceEquals(now, _seen[i]);
            if (!isSame)
            {
                return false;
            }
        }

        return true;
    }

    // A row is the same as before when its base rows are, and stand where they stood.
    private string Key(CursorRow row)
    {
        var key = new System.Text.StringBuilder();
        for (var i = 0; i < row.Bases.Length; i++)
        {
            var source = _plan!.Sources[i];
            if (row.Bases[i].Length != source.Table.Definition.Columns.Length + 1)
            {
                key.Append("-;");
                continue;
            }

            key.Append(row.Bases[i][^1].Bits).Append(':');
            foreach (var column in source.Table.Definition.ClusteredIndex?.KeyColumns ?? [])
            {
                var value = row.Bases[i][column.Ordinal];
                key.Append(value.IsNull ? "null" : value.Ref?.ToString() ?? "").Append(value.IsNull ? 0 : value.Bits).Append(',');
            }

            key.Append(';');
        }

        return key.ToString();
    }
}
