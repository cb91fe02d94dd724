// Writes what a client would receive as plain text, so that expected results can be read and reviewed.
using System.Globalization;
using System.Text;
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Tests.Golden;

/// <summary>Records result sets, messages and row counts in order.</summary>
internal sealed class TranscriptSink : IResultSink
{
    private readonly StringBuilder _text = new();
    private IReadOnlyList<ResultColumn> _columns = [];

    /// <summary>When set, types of result columns are part of the transcript.</summary>
    public bool ShowTypes { get; init; }

    /// <summary>Errors received, for assertions.</summary>
    public List<SqlMessage> Errors { get; } = [];

    public override string ToString() => _text.ToString();

    public void Columns(IReadOnlyList<ResultColumn> columns)
    {
        _columns = columns;
        _text.Append("| ").AppendJoin(" | ", columns.Select(c => ShowTypes ? $"{c.Name} {TypeRules.Format(c.Type)}{(c.IsNullable ? "" : " not null")}" : c.Name.Length == 0 ? "(no name)" : c.Name)).Append('\n');
    }

    public void Row(ReadOnlySpan<SqlValue> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _text.Append(i == 0 ? "  " : " | ").Append(Show(values[i], _columns[i].Type));
        }

        _text.Append('\n');
    }

    public void StatementDone(long? rowCount, bool inProcedure, bool wasSelect)
    {
        if (rowCount is not null)
        {
            _text.Append(CultureInfo.InvariantCulture, $"({rowCount} {(rowCount == 1 ? "row" : "rows")})\n");
        }
    }

    public void Message(SqlMessage message)
    {
        if (message.Number == 5701)
        {
            return;
        }

        if (message.IsError)
        {
            Errors.Add(message);
        }

        if (message is { Number: 0, Severity: 0 })
        {
            _text.Append(message.Text).Append('\n');
            return;
        }

        var place = message.Procedure.Length == 0 ? "" : $", Procedure {message.Procedure}";
        _text.Append(CultureInfo.InvariantCulture, $"Msg {message.Number}, Level {message.Severity}, State {message.State}{place}, Line {message.Line}: {message.Text}\n");
    }

    public void DatabaseChanged(string oldName, string newName) => _text.Append(CultureInfo.InvariantCulture, $"database {oldName} -> {newName}\n");

    public void TransactionChanged(TransactionChange change, long descriptor)
    {
    }

    private static string Show(SqlValue value, SqlType type)
    {
        if (value.IsNull)
        {
            return "NULL";
        }

        if (type.Kind == SqlTypeKind.SqlVariant)
        {
            var variant = (SqlVariantValue)value.Ref!;
            return Show(variant.Value, variant.Type);
        }

        if (type.IsBinary)
        {
            return "0x" + Convert.ToHexString(value.AsBytes());
        }

        int? style = type.Kind switch
        {
            SqlTypeKind.DateTime or SqlTypeKind.DateTime2 or SqlTypeKind.SmallDateTime or SqlTypeKind.DateTimeOffset or SqlTypeKind.Date or SqlTypeKind.Time => 121,
            SqlTypeKind.Float or SqlTypeKind.Real => 3,
            SqlTypeKind.Money or SqlTypeKind.SmallMoney => 2,
            _ => null,
        };
        return Conversions.Get(type, SqlType.NVarChar(SqlType.Max), isExplicit: true, style)(value).AsString();
    }
}
