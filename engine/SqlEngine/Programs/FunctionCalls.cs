// Calls of user-defined functions out of queries: scalar functions and multi-statement table-valued
// functions.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>Runs functions.</summary>
internal static class FunctionCalls
{
    public static SqlValue Scalar(ProgramFrame caller, Database database, ModuleDef definition, SqlValue[] arguments) =>
        Run(caller, database, definition, arguments).ReturnValue;

    public static IEnumerable<SqlValue[]> Table(
        ProgramFrame caller,
        Database database,
        ModuleDef definition,
        SqlValue[] arguments
    )
    {
        var frame = Run(caller, database, definition, arguments);
        var table = frame.Table(frame.Module.ReturnTable!);
        var width = table.Definition.Columns.Length;
        var rows = new List<SqlValue[]>();
        var cursor = table.Scan();
        while (cursor.MoveNext())
        {
            rows.Add(cursor.Current.Length == width ? cursor.Current : cursor.Current[..width]);
        }

        return rows;
    }

    private static ProgramFrame Run(ProgramFrame caller, Database database, ModuleDef definition, SqlValue[] arguments)
    {
        var session = caller.Session;
        var module = session.Server.Modules.Stored(session, database, definition);
        if (caller.NestLevel >= 32)
        {
            throw ProgramErrors.NestingTooDeep();
        }

        var frame = new ProgramFrame(session, module, caller);
        for (var i = 0; i < arguments.Length; i++)
        {
            frame.Variables[module.Parameters[i].Scalar!.Slot] = arguments[i];
        }

        var (line, rowCount) = (session.CurrentLine, session.RowCount);
        ProcedureCalls.Activate(session, frame, database);
        session.CurrentLine = line;
        session.RowCount = rowCount;
        return frame;
    }
}
