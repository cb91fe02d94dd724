// What a session keeps beyond one statement and lets go again: global temporary tables, open cursors,
// warnings that wait for the end of their statement.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Programs;

public sealed partial class Session
{
    /// <summary>Global temporary tables (##t) that this session created: they end with it.</summary>
    internal HashSet<string> GlobalTempTables { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal void Remember(TableDef table)
    {
        if (table.Name.StartsWith("##", StringComparison.Ordinal))
        {
            GlobalTempTables.Add(table.Name);
        }
    }

    private void DropGlobalTempTables()
    {
        if (GlobalTempTables.Count == 0 || Server.Storage.FindDatabase("tempdb") is not { } tempdb)
        {
            return;
        }

        Space.Begin();
        Space.BeginWrite(tempdb, CancellationToken.None);
        var catalog = Space.View(tempdb).Catalog;
        foreach (var name in GlobalTempTables)
        {
            if (catalog.FindTable("dbo", name) is { } table)
            {
                catalog = catalog.Without(table);
            }
        }

        Space.SetCatalog(tempdb, catalog);
        Space.Commit();
        GlobalTempTables.Clear();
    }

    /// <summary>Closes all cursors that are open, as the end of a transaction does while
    /// CURSOR_CLOSE_ON_COMMIT is ON.</summary>
    internal void CloseCursors()
    {
        var all = GlobalCursors.Values.AsEnumerable();
        for (var frame = CurrentFrame; frame is not null; frame = frame.Parent)
        {
            all = all.Concat(frame.LocalCursors.Values).Concat(frame.CursorVariables.Values);
        }

        foreach (var cursor in all.Where(static c => c.IsOpen).Distinct().ToList())
        {
            cursor.Close();
        }
    }

    private StatementWarning _warnings;

    internal void Warn(StatementWarning warning) => _warnings |= warning;

    /// <summary>Sends what the statement has to tell beside its rows. Those of a function's statements are
    /// told by the one that called it.</summary>
    internal void TellWarnings(ProgramFrame frame)
    {
        if (_warnings == StatementWarning.None || frame.IsFunction)
        {
            return;
        }

        var met = _warnings;
        _warnings = StatementWarning.None;
        var settings = Options.Values;
        foreach (var (number, state, text) in StatementWarnings.Messages(met))
        {
            if (number == 8153 ? settings.AnsiWarnings : !settings.ArithIgnore)
            {
                Send(number, 10, state, text);
            }
        }
    }
}
