// A column as AX 2012 makes it: its SQL type, and what stands in it when AX has nothing to say (AX writes no
// NULL into columns of its own).
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Installation.Schema;

/// <param name="Name">Name in SQL.</param>
/// <param name="SqlType">Type without nullability.</param>
/// <param name="Default">Value of a new row.</param>
/// <param name="DefaultText">DEFAULT of the column; null for a nullable column without one.</param>
internal sealed record AxColumn(string Name, string SqlType, SqlValue Default, string? DefaultText)
{
    /// <summary>string, up to a length.</summary>
    public static AxColumn Text(string name, int length) => new(name, $"nvarchar({length})", SqlValue.FromString(""), "N''");

    /// <summary>enum, boolean, integer or time of day.</summary>
    public static AxColumn Number(string name, int value = 0) =>
        new(name, "int", SqlValue.FromInt64(value), value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>int64, RecId or reference to one.</summary>
    public static AxColumn Id(string name, long value = 0) =>
        new(name, "bigint", SqlValue.FromInt64(value), value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>real.</summary>
    public static AxColumn Real(string name) => new(name, "numeric(32,16)", SqlValue.FromUnscaled(0), "0");

    /// <summary>date.</summary>
    public static AxColumn Date(string name) => new(name, "datetime", SqlValue.FromDateTime(AxTable.NotSet), "'19000101'");

    /// <summary>utcdatetime: the time in UTC, and the number of the time zone in which it was
    /// written.</summary>
    public static AxColumn[] UtcTime(string name) => [Date(name), Number(name + "TZID", 37001)];

    /// <summary>guid.</summary>
    public static AxColumn UniqueId(string name) =>
        new(name, "uniqueidentifier", SqlValue.FromGuid(Guid.Empty), "'00000000-0000-0000-0000-000000000000'");

    /// <summary>container or blob.</summary>
    public static AxColumn Container(string name) => new(name, "varbinary(max)", SqlValue.Null, null);

    /// <summary>string without a limit.</summary>
    public static AxColumn Memo(string name) => new(name, "nvarchar(max)", SqlValue.Null, null);
}
