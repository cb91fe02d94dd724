// A reader around a collector's rows that remembers those which have passed, up to a limit, so that a save
// which the repository broke off, as the victim of a deadlock, can be sent again with the same rows instead
// of asking the watched server twice.
using System.Collections;
using System.Data;
using System.Data.Common;

namespace AxMonitor.Orchestrator.Repository;

/// <summary>Rows that can be read again from the first one.</summary>
/// <param name="inner">The rows; each is read once.</param>
/// <param name="limitBytes">Beyond it nothing is remembered, and the rows cannot be read again.</param>
public sealed class RememberedRows(DbDataReader inner, long limitBytes) : DbDataReader
{
    private readonly List<object[]> _rows = [];
    private object[] _current = [];
    private long _bytes;
    private int _next;
    private bool _isForgotten;

    /// <summary>Whether the source failed while it was read.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whether all rows that have passed are remembered.</summary>
    public bool CanRewind => !_isForgotten && !HasFailed;

    public override int Depth => inner.Depth;
    public override int FieldCount => inner.FieldCount;
    public override bool HasRows => inner.HasRows;
    public override bool IsClosed => inner.IsClosed;
    public override int RecordsAffected => inner.RecordsAffected;
    public override object this[int ordinal] => GetValue(ordinal);
    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <summary>Begins again with the first row.</summary>
    public void Rewind()
    {
        if (!CanRewind)
        {
            throw new InvalidOperationException("Rows have passed that are not remembered.");
        }

        _next = 0;
    }

    public override bool Read()
    {
        if (_next < _rows.Count)
        {
            _current = _rows[_next++];
            return true;
        }

        try
        {
            if (!inner.Read())
            {
                return false;
            }

            _current = new object[inner.FieldCount];
            for (var i = 0; i < _current.Length; i++)
            {
                _current[i] = inner.GetValue(i);
            }
        }
        catch
        {
            HasFailed = true;
            throw;
        }

        Remember(_current);
        return true;
    }

    private void Remember(object[] row)
    {
        if (_isForgotten)
        {
            return;
        }

        _bytes += row.Sum(value =>
            value switch
            {
                string text => 24 + 2L * text.Length,
                byte[] bytes => 24 + bytes.Length,
                _ => 24,
            }
        );
        if (_bytes > limitBytes)
        {
            _isForgotten = true;
            _rows.Clear();
            _next = 0;
            return;
        }

        _rows.Add(row);
        _next = _rows.Count;
    }

    public override bool NextResult() => false;

    public override void Close() => inner.Close();

    public override DataTable? GetSchemaTable() => inner.GetSchemaTable();

    public override bool GetBoolean(int ordinal) => (bool)_current[ordinal];

    public override byte GetByte(int ordinal) => (byte)_current[ordinal];

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        Copy((byte[])_current[ordinal], dataOffset, buffer, bufferOffset, length);

    public override char GetChar(int ordinal) => (char)_current[ordinal];

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length)
    {
        var text = (string)_current[ordinal];
        if (buffer is null)
        {
            return text.Length;
        }

        var count = (int)Math.Min(length, Math.Max(0, text.Length - dataOffset));
        text.CopyTo((int)Math.Min(dataOffset, text.Length), buffer, bufferOffset, count);
        return count;
    }

    public override string GetDataTypeName(int ordinal) => inner.GetDataTypeName(ordinal);

    public override DateTime GetDateTime(int ordinal) => (DateTime)_current[ordinal];

    public override decimal GetDecimal(int ordinal) => (decimal)_current[ordinal];

    public override double GetDouble(int ordinal) => (double)_current[ordinal];

    public override IEnumerator GetEnumerator() => new DbEnumerator(this, closeReader: false);

    public override Type GetFieldType(int ordinal) => inner.GetFieldType(ordinal);

    public override float GetFloat(int ordinal) => (float)_current[ordinal];

    public override Guid GetGuid(int ordinal) => (Guid)_current[ordinal];

    public override short GetInt16(int ordinal) => (short)_current[ordinal];

    public override int GetInt32(int ordinal) => (int)_current[ordinal];

    public override long GetInt64(int ordinal) => (long)_current[ordinal];

    public override string GetName(int ordinal) => inner.GetName(ordinal);

    public override int GetOrdinal(string name) => inner.GetOrdinal(name);

    public override string GetString(int ordinal) => (string)_current[ordinal];

    public override object GetValue(int ordinal) => _current[ordinal];

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, _current.Length);
        Array.Copy(_current, values, count);
        return count;
    }

    public override bool IsDBNull(int ordinal) => _current[ordinal] is DBNull;

    private static long Copy(byte[] bytes, long from, byte[]? buffer, int at, int length)
    {
        if (buffer is null)
        {
            return bytes.Length;
        }

        var count = (int)Math.Min(length, Math.Max(0, bytes.Length - from));
        Array.Copy(bytes, Math.Min(from, bytes.Length), buffer, at, count);
        return count;
    }
}
