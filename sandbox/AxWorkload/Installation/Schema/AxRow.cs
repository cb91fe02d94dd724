// A row on its way into the AX database.
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Installation.Schema;

/// <summary>Values of a row, set by column name.</summary>
internal readonly struct AxRow(AxTable table, SqlValue[] values)
{
    public SqlValue[] Values { get; } = values;

    public AxRow Set(string column, long value) => Put(column, SqlValue.FromInt64(value));

    public AxRow Set(string column, string value) => Put(column, SqlValue.FromString(value));

    public AxRow Set(string column, Guid value) => Put(column, SqlValue.FromGuid(value));

    /// <summary>AX stores whole seconds.</summary>
    public AxRow Set(string column, DateTime value) =>
        Put(
            column,
            SqlValue.FromDateTime(new DateTime(value.Ticks - (value.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Unspecified))
        );

    public AxRow SetReal(string column, long value) => Put(column, SqlValue.FromUnscaled((Int128)value * 10_000_000_000_000_000));

    public AxRow SetBytes(string column, byte[] value) => Put(column, SqlValue.FromBytes(value));

    private AxRow Put(string column, SqlValue value)
    {
        Values[table.Ordinal(column)] = value;
        return this;
    }
}
