// The rows of a table-valued parameter, decoded one by one while the engine consumes them. The first rows are
// read ahead, because only what follows the table tells whether it is the last parameter; a longer table
// streams and must be the last.
using System.Collections;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Tds.Packets;
using AxMonitor.Engine.Tds.Types;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Rpc;

internal sealed class TableRowStream : IEnumerable<SqlValue[]>
{
    private const byte RowToken = 0x01;
    private const byte EndToken = 0x00;
    private readonly MessageReader _reader;
    private readonly TypeInfo[] _columns;
    private readonly List<SqlValue[]> _ahead = [];
    private bool _consumed;

    public TableRowStream(MessageReader reader, TypeInfo[] columns, int readAhead)
    {
        _reader = reader;
        _columns = columns;
        while (_ahead.Count < readAhead && Next() is { } row)
        {
            _ahead.Add(row);
        }
    }

    /// <summary>True once the last row has been read from the network.</summary>
    public bool IsComplete { get; private set; }

    public IEnumerator<SqlValue[]> GetEnumerator()
    {
        if (_consumed)
        {
            throw new InvalidOperationException("The rows of a table-valued parameter can be read only once.");
        }

        _consumed = true;
        return Enumerate();
    }

    /// <summary>Reads over rows that the engine did not want, so that what follows them can be
    /// read.</summary>
    public void Drain()
    {
        while (!IsComplete)
        {
            Next();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerator<SqlValue[]> Enumerate()
    {
        var streamed = !IsComplete;
        foreach (var row in _ahead)
        {
            yield return row;
        }

        _ahead.Clear();
        while (Next() is { } row)
        {
            yield return row;
        }

        if (streamed && !_reader.AtEnd && !RpcRequestReader.IsSeparator(_reader.PeekByte()))
        {
            throw SqlError.Unsupported("a long table-valued parameter followed by further parameters: send it as the last one");
        }
    }

    private SqlValue[]? Next()
    {
        if (IsComplete)
        {
            return null;
        }

        var token = _reader.ReadByte();
        if (token == EndToken)
        {
            IsComplete = true;
            return null;
        }

        if (token != RowToken)
        {
            throw _reader.Fail($"Token 0x{token:X2} came where a row of a table-valued parameter was due.");
        }

        var row = new SqlValue[_columns.Length];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = ValueReader.Read(_columns[i], _reader);
        }

        return row;
    }
}
