// Cursors that a client opens and moves by calls instead of statements. They are the cursors of DECLARE
// CURSOR;
// what is asked of them comes by number, several rows at a time.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>An open cursor of a client. Places are counted from 1.</summary>
public sealed class ServerCursor
{
    private readonly Session _session;
    private readonly Cursor _cursor;
    private List<CursorRow?> _block = [];

    internal ServerCursor(Session session, Cursor cursor) => (_session, _cursor) = (session, cursor);

    public CursorKind Kind => _cursor.Kind;

    /// <summary>The columns; a row of a keyset that is gone has only NULLs.</summary>
    public IReadOnlyList<ResultColumn> Columns =>
        Kind == CursorKind.Keyset ? [.. _cursor.Columns.Select(static c => c with { IsNullable = true })] : _cursor.Columns;

    /// <summary>Number of rows at present.</summary>
    public int Count => _cursor.Count;

    /// <summary>Number of rows as clients see it: -1 for a dynamic cursor, whose rows change.</summary>
    public int KnownCount => _cursor.RowCount;

    /// <summary>Where the row at a place is now, or the nearest one before it that is left; 0 before the
    /// first.</summary>
    public int Follow(int place, IResultSink sink)
    {
        var now = 0;
        _session.InRequest("FETCH API_CURSOR", sink, () => now = _cursor.Follow(place - 1) + 1);
        return now;
    }

    /// <summary>Fetches rows; null stands for one that is gone.</summary>
    public IReadOnlyList<SqlValue[]?> Fetch(int first, int count, IResultSink sink)
    {
        var block = new List<CursorRow?>();
        _session.InRequest(
            "FETCH API_CURSOR",
            sink,
            () =>
            {
                for (var i = 0; i < count; i++)
                {
                    block.Add(_cursor.RowAt(first - 1 + i));
                }
            }
        );
        _block = block;
        return [.. block.Select(static r => r?.Values)];
    }

    /// <summary>How many rows the last fetch gave.</summary>
    public int BlockSize => _block.Count;

    /// <summary>Stands on a row of the last fetch: WHERE CURRENT OF means that one.</summary>
    /// <exception cref="SqlError">16930, 16931.</exception>
    public void Stand(int number)
    {
        if (_block.Count == 0)
        {
            throw new SqlError(16931, 16, 1, "There are no rows in the current fetch buffer.");
        }

        if (number < 1 || number > _block.Count)
        {
            throw new SqlError(16930, 16, 1, "The requested row is not in the fetch buffer.");
        }

        _cursor.Stand(_block[number - 1]);
    }

    /// <summary>Reads the rows of the last fetch again.</summary>
    public void Refresh(IResultSink sink) =>
        _session.InRequest(
            "FETCH API_CURSOR",
            sink,
            () => _block = [.. _block.Select(r => r is null ? null : _cursor.Reread(r))]
        );

    /// <summary>Whether one of its tables has a column of a name.</summary>
    public bool HasColumn(string name) => _cursor.Tables.Any(t => t.Definition.FindColumn(name) is not null);

    /// <summary>The table that a change through the cursor is meant for: the named one, else the first with
    /// these
    /// columns. As it is written in a statement.</summary>
    /// <exception cref="SqlError">16929, 16933.</exception>
    public string Target(string name, IEnumerable<string> columns)
    {
        if (Kind == CursorKind.Static)
        {
            throw new SqlError(16929, 16, 1, "The cursor is READ ONLY.");
        }

        var plain = name.Length == 0 ? null : NameParts.Parse(name);
        var found = _cursor
            .Tables.Where(t =>
                name.Length == 0 || string.Equals(t.Definition.Name, plain?.Name, StringComparison.OrdinalIgnoreCase)
            )
            .FirstOrDefault(t =>
                columns.All(c => t.Definition.Columns.Any(x => string.Equals(x.Name, c, StringComparison.OrdinalIgnoreCase)))
            );
        if (found is null)
        {
            throw new SqlError(
                16933,
                16,
                1,
                "The cursor does not include the table being modified or the table is not updatable through the cursor."
            );
        }

        var own = Identifier.EncodeIdentifier(found.Definition.Name);
        return found.Home == Binding.TableHome.Database
            ? $"{Identifier.EncodeIdentifier(found.DatabaseName)}.{Identifier.EncodeIdentifier(found.Definition.SchemaName)}.{own}"
            : own;
    }
}

public sealed partial class Session
{
    /// <summary>Whether a text is one query, of which a cursor can be made that sees changes.</summary>
    public bool IsQuery(string sql)
    {
        try
        {
            return BatchParser.Parse(sql, Options.QuotedIdentifier) is [SelectStatement { Into: null, On: null } select]
                && select.QueryExpression is not QuerySpecification { SelectElements: [SelectSetVariable, ..] };
        }
        catch (SqlError)
        {
            // Whoever runs the text gets the error.
            return false;
        }
    }

    /// <summary>A global cursor that is open; null without one of the name.</summary>
    public ServerCursor? FindCursor(string name) =>
        GlobalCursors.GetValueOrDefault(name) is { IsOpen: true } cursor ? new ServerCursor(this, cursor) : null;

    /// <summary>Gives a cursor a further name, for WHERE CURRENT OF.</summary>
    public void NameCursor(string name, string further) => GlobalCursors[further] = GlobalCursors[name];

    /// <summary>Closes a cursor and forgets all its names.</summary>
    public void CloseCursor(string name)
    {
        if (GlobalCursors.TryGetValue(name, out var cursor))
        {
            foreach (var known in GlobalCursors.Where(c => ReferenceEquals(c.Value, cursor)).Select(static c => c.Key).ToList())
            {
                GlobalCursors.Remove(known);
            }
        }
    }

    internal void InRequest(string text, IResultSink sink, Action action) =>
        Request(text, sink, CancellationToken.None, action);
}
