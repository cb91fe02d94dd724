// One value in 16 bytes without boxing the common types. The static SqlType of a column or expression says
// how to read it, so no tag is stored; default(SqlValue) is NULL.
using System.Runtime.CompilerServices;

namespace AxMonitor.Engine.Types;

/// <summary>
/// A SQL value. How the two fields are used, by type:
/// <list type="table">
/// <item><term>bit … bigint</term><description>Bits = the integer</description></item>
/// <item><term>decimal, money, smallmoney</term><description>unscaled integer (scale is in the type; money
/// 4): Bits, or Ref = boxed <see cref="Int128"/> when it does not fit</description></item>
/// <item><term>real, float</term><description>Bits = IEEE bits of the double</description></item>
/// <item><term>date</term><description>Bits = days since 0001-01-01</description></item>
/// <item><term>time</term><description>Bits = 100 ns ticks since midnight</description></item>
/// <item><term>smalldatetime, datetime, datetime2</term><description>Bits = 100 ns ticks since 0001-01-01,
/// already rounded to the type</description></item>
/// <item><term>datetimeoffset</term><description>Bits = UTC ticks, Ref = boxed <see cref="short"/> offset in
/// minutes</description></item>
/// <item><term>character types</term><description>Ref = string</description></item>
/// <item><term>binary types, rowversion</term><description>Ref = byte[]</description></item>
/// <item><term>uniqueidentifier</term><description>Ref = boxed <see cref="Guid"/></description></item>
/// <item><term>xml</term><description>Ref = the engine's XmlValue (Xml/)</description></item>
/// <item><term>sql_variant</term><description>Ref = <see cref="SqlVariantValue"/></description></item>
/// </list>
/// </summary>
public readonly struct SqlValue
{
    private static readonly object Inline = new();
    private readonly object? _ref;
    private readonly long _bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SqlValue(object? reference, long bits)
    {
        _ref = reference;
        _bits = bits;
    }

    public static SqlValue Null => default;

    public bool IsNull
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _ref is null;
    }

    /// <summary>The integer, tick or day count; meaningless for NULL and for reference types.</summary>
    public long Bits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bits;
    }

    /// <summary>The reference part; null for NULL. For inline values it is a marker of no meaning.</summary>
    public object? Ref => ReferenceEquals(_ref, Inline) ? null : _ref;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SqlValue FromInt64(long value) => new(Inline, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SqlValue FromBool(bool value) => new(Inline, value ? 1 : 0);

    public static SqlValue FromDouble(double value) => new(Inline, BitConverter.DoubleToInt64Bits(value));

    public static SqlValue FromTicks(long ticks) => new(Inline, ticks);

    public static SqlValue FromDateTime(DateTime value) => new(Inline, value.Ticks);

    public static SqlValue FromUnscaled(Int128 unscaled) =>
        unscaled >= long.MinValue && unscaled <= long.MaxValue ? new(Inline, (long)unscaled) : new(unscaled, 0);

    public static SqlValue FromOffset(long utcTicks, short offsetMinutes) => new((object)offsetMinutes, utcTicks);

    public static SqlValue FromString(string? value) => new(value, 0);

    public static SqlValue FromBytes(byte[]? value) => new(value, 0);

    public static SqlValue FromGuid(Guid value) => new((object)value, 0);

    /// <summary>Wraps xml, sql_variant and other reference values; null is NULL.</summary>
    public static SqlValue FromObject(object? value) => new(value, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long AsInt64() => _bits;

    public bool AsBool() => _bits != 0;

    public double AsDouble() => BitConverter.Int64BitsToDouble(_bits);

    public Int128 AsUnscaled() => _ref is Int128 big ? big : _bits;

    public DateTime AsDateTime() => new(_bits, DateTimeKind.Unspecified);

    public string AsString() => (string)_ref!;

    public byte[] AsBytes() => (byte[])_ref!;

    public Guid AsGuid() => (Guid)_ref!;

    public short AsOffsetMinutes() => (short)_ref!;
}
