// Writes what a client receives as text that reads well in a review: result sets with types, row counts,
// messages, errors.
using System.Globalization;
using System.Text;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tests;

/// <summary>A sink that collects the output of a script as text.</summary>
public sealed class GoldenOutput : IResultSink
{
    private readonly StringBuilder _text = new();
    private IReadOnlyList<ResultColumn> _columns = [];
    private Func<SqlValue, SqlValue>[] _toText = [];

    public string Text => _text.ToString();

    /// <summary>Number of the last error; 0 when there was none. Where an error has another before it, the
    /// last one counts, as for CATCH.</summary>
    public int LastError { get; private set; }

    public void Line(string line) => _text.Append(line).Append('\n');

    public void Columns(IReadOnlyList<ResultColumn> columns)
    {
        _columns = columns;
        _toText =
        [
            .. columns.Select(c =>
                c.Type.IsCharacter
                    ? Conversions.Identity
                    : Conversions.Get(c.Type, SqlType.NVarChar(SqlType.Max), true, Style(c.Type))
            ),
        ];
        Line(
            "["
                + string.Join(
                    ", ",
                    columns.Select(c =>
                        $"{(c.Name.Length == 0 ? "-" : c.Name)} {TypeRules.Format(c.Type)}{(c.IsNullable ? "" : " not null")}"
                    )
                )
                + "]"
        );
    }

    public void Row(ReadOnlySpan<SqlValue> values)
    {
        var cells = new List<string>();
        for (var i = 0; i < values.Length; i++)
        {
            cells.Add(Cell(values[i], i));
        }

        Line(string.Join(" | ", cells));
    }

    public void StatementDone(long? rowCount, bool inProcedure, bool wasSelect)
    {
        if (rowCount is { } count)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"({count} row{(count == 1 ? "" : "s")})"));
        }
    }

    public void Message(SqlMessage message)
    {
        LastError = message.Severity > 10 ? message.Number : LastError;
        if (message is { Number: 0 or 50000, Severity: 0 })
        {
            Line("> " + message.Text);
            return;
        }

        var where = message.Procedure.Length == 0 ? "" : $", Procedure {message.Procedure}";
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"! Msg {message.Number}, Level {message.Severity}, State {message.State}{where}, Line {message.Line}: {message.Text}"
            )
        );
    }

    public void DatabaseChanged(string oldName, string newName) { }

    public void TransactionChanged(TransactionChange change, long descriptor) { }

    /// <summary>Styles that lose nothing: 3 for float, 1 for binary.</summary>
    private static int? Style(SqlType type) =>
        type.IsBinary ? 1
        : type.IsApproximate ? 3
        : null;

    private string Cell(SqlValue value, int column)
    {
        if (value.IsNull)
        {
            return "NULL";
        }

        var type = _columns[column].Type;
        if (type.Kind is SqlTypeKind.Float or SqlTypeKind.Real)
        {
            return value.AsDouble().ToString("R", CultureInfo.InvariantCulture);
        }

        var text = _toText[column](value).AsString();
        return type.IsCharacter ? "'" + text.Replace("\n", "\\n", StringComparison.Ordinal) + "'" : text;
    }
}
