// Short forms for scripting results in protocol tests.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Tests;

internal static class SinkExtensions
{
    public static void Table(this IResultSink sink, (string Name, SqlType Type)[] columns, params SqlValue[][] rows)
    {
        sink.Columns([.. columns.Select(c => new ResultColumn(c.Name, c.Type, true))]);
        foreach (var row in rows)
        {
            sink.Row(row);
        }

        sink.StatementDone(rows.Length, inProcedure: false, wasSelect: true);
    }

    public static void Scalar(this IResultSink sink, SqlType type, SqlValue value) => sink.Table([("v", type)], [value]);

    public static void Error(
        this IResultSink sink,
        int number,
        string text,
        byte severity = 16,
        string procedure = "",
        int line = 1
    ) => sink.Message(new SqlMessage(number, severity, 1, text, procedure, line));
}
