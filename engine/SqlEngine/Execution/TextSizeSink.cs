// SET TEXTSIZE: a client receives no more than so many bytes of each value of a (max) or text type.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution;

/// <summary>Cuts long values and hands everything on.</summary>
internal sealed class TextSizeSink(IResultSink client, int bytes) : IResultSink
{
    private SqlType[] _types = [];
    private SqlValue[] _row = [];

    /// <summary>The sink itself where nothing is to be cut.</summary>
    public static IResultSink For(IResultSink client, int bytes, IReadOnlyList<ResultColumn> columns) =>
        bytes is > 0 and < int.MaxValue && columns.Any(static c => IsLong(c.Type)) ? new TextSizeSink(client, bytes) : client;

    public void Columns(IReadOnlyList<ResultColumn> columns)
    {
        _types = [.. columns.Select(static c => c.Type)];
        _row = new SqlValue[columns.Count];
        client.Columns(columns);
    }

    public void Row(ReadOnlySpan<SqlValue> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _row[i] = IsLong(_types[i]) ? Cut(values[i], _types[i]) : values[i];
        }

        client.Row(_row);
    }

    public void StatementDone(long? rowCount, bool inProcedure, bool wasSelect) =>
        client.StatementDone(rowCount, inProcedure, wasSelect);

    public void Message(SqlMessage message) => client.Message(message);

    public void DatabaseChanged(string oldName, string newName) => client.DatabaseChanged(oldName, newName);

    public void LanguageChanged(string oldName, string newName) => client.LanguageChanged(oldName, newName);

    public void TransactionChanged(TransactionChange change, long descriptor) =>
        client.TransactionChanged(change, descriptor);

    // xml comes whole.
    private static bool IsLong(SqlType type) => (type.IsCharacter || type.IsBinary) && type.IsMax;

    private SqlValue Cut(SqlValue value, SqlType type)
    {
        if (value.IsNull)
        {
            return value;
        }

        if (type.IsBinary)
        {
            var all = value.AsBytes();
            return all.Length <= bytes ? value : SqlValue.FromBytes(all[..bytes]);
        }

        var text = value.AsString();
        var length = type.IsUnicode ? bytes / 2 : bytes;
        return text.Length <= length ? value : SqlValue.FromString(text[..length]);
    }
}
