// Values from a client → the engine's values, by TYPE_INFO.
using System.Text;
using AxMonitor.Engine.Tds.Packets;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Types;

internal static class ValueReader
{
    public static SqlValue Read(TypeInfo type, MessageReader reader)
    {
        if (type.IsPlp)
        {
            return ReadPlp(type, reader);
        }

        switch (type.Wire)
        {
            case WireType.Null:
                return SqlValue.Null;
            case WireType.Bit
            or WireType.Int1
            or WireType.Int2
            or WireType.Int4
            or WireType.Int8
            or WireType.Float4
            or WireType.Float8
            or WireType.Money
            or WireType.Money4
            or WireType.DateTime
            or WireType.DateTime4:
                return ReadFixed(type.Type, type.MaxLength, reader);
            case WireType.IntN
            or WireType.BitN
            or WireType.FloatN
            or WireType.MoneyN
            or WireType.DateTimeN
            or WireType.Guid
            or WireType.DateN
            or WireType.TimeN
            or WireType.DateTime2N
            or WireType.DateTimeOffsetN
            or WireType.DecimalN
            or WireType.NumericN:
                int length = reader.ReadByte();
                return length == 0 ? SqlValue.Null : ReadFixed(type.Type, length, reader);
            case WireType.BigVarBinary
            or WireType.BigBinary
            or WireType.BigVarChar
            or WireType.BigChar
            or WireType.NVarChar
            or WireType.NChar:
                int size = reader.ReadUInt16();
                if (size == 0xFFFF)
                {
                    return SqlValue.Null;
                }

                return size > type.MaxLength
                    ? throw reader.Fail($"A value of {size} bytes exceeds its type's {type.MaxLength}.")
                    : ReadSequence(type.Type, size, reader);
            case WireType.Text or WireType.NText or WireType.Image:
                var longSize = reader.ReadInt32();
                return longSize == -1 ? SqlValue.Null : ReadSequence(type.Type, longSize, reader);
            case WireType.Variant:
                return ReadVariant(reader);
            default:
                throw reader.Fail($"Data type {type.Wire} cannot carry a value.");
        }
    }

    private static SqlValue ReadPlp(TypeInfo type, MessageReader reader)
    {
        var bytes = reader.ReadPlp();
        if (bytes is null)
        {
            return SqlValue.Null;
        }

        if (type.Wire == WireType.Xml)
        {
            var skip = bytes is [0xFF, 0xFE, ..] ? 2 : 0;
            return SqlValue.FromString(Encoding.Unicode.GetString(bytes, skip, bytes.Length - skip));
        }

        return FromBytes(type.Type, bytes, reader);
    }

    private static SqlValue ReadSequence(SqlType type, int length, MessageReader reader) =>
        type.IsUnicode && length <= 64 && length % 2 == 0
            ? SqlValue.FromString(Encoding.Unicode.GetString(reader.Take(length)))
            : FromBytes(type, reader.ReadBytes(length), reader);

    private static SqlValue FromBytes(SqlType type, byte[] bytes, MessageReader reader)
    {
        if (type.IsBinary)
        {
            return SqlValue.FromBytes(bytes);
        }

        if (!type.IsUnicode)
        {
            return SqlValue.FromString(CollationCodec.CodePage.GetString(bytes));
        }

        return bytes.Length % 2 != 0
            ? throw reader.Fail($"A Unicode value has an odd length of {bytes.Length} bytes.")
            : SqlValue.FromString(Encoding.Unicode.GetString(bytes));
    }

    private static SqlValue ReadFixed(SqlType type, int length, MessageReader reader)
    {
        var expected = type.Kind switch
        {
            SqlTypeKind.Bit or SqlTypeKind.TinyInt => 1,
            SqlTypeKind.SmallInt => 2,
            SqlTypeKind.Int or SqlTypeKind.Real or SqlTypeKind.SmallMoney or SqlTypeKind.SmallDateTime => 4,
            SqlTypeKind.BigInt or SqlTypeKind.Float or SqlTypeKind.Money or SqlTypeKind.DateTime => 8,
            SqlTypeKind.UniqueIdentifier => 16,
            SqlTypeKind.Date => 3,
            SqlTypeKind.Time => DateCodec.TimeLength(type.Scale),
            SqlTypeKind.DateTime2 => DateCodec.TimeLength(type.Scale) + 3,
            SqlTypeKind.DateTimeOffset => DateCodec.TimeLength(type.Scale) + 5,
            _ => -1,
        };
        if (expected >= 0 && expected != length)
        {
            throw reader.Fail($"A {type.Kind} value of {length} bytes is not {expected} bytes long.");
        }

        switch (type.Kind)
        {
            case SqlTypeKind.Bit:
                return SqlValue.FromBool(reader.ReadByte() != 0);
            case SqlTypeKind.TinyInt:
                return SqlValue.FromInt64(reader.ReadByte());
            case SqlTypeKind.SmallInt:
                return SqlValue.FromInt64(reader.ReadInt16());
            case SqlTypeKind.Int or SqlTypeKind.SmallMoney:
                return SqlValue.FromInt64(reader.ReadInt32());
            case SqlTypeKind.BigInt:
                return SqlValue.FromInt64(reader.ReadInt64());
            case SqlTypeKind.Real:
                return SqlValue.FromDouble(BitConverter.Int32BitsToSingle(reader.ReadInt32()));
            case SqlTypeKind.Float:
                return SqlValue.FromDouble(BitConverter.Int64BitsToDouble(reader.ReadInt64()));
            case SqlTypeKind.Money:
                long high = reader.ReadInt32();
                return SqlValue.FromInt64((high << 32) | reader.ReadUInt32());
            case SqlTypeKind.UniqueIdentifier:
                return SqlValue.FromGuid(new Guid(reader.Take(16)));
            case SqlTypeKind.SmallDateTime:
                var days = reader.ReadUInt16();
                return Ticks(DateCodec.FromSmallDateTime(days, reader.ReadUInt16()), type, reader);
            case SqlTypeKind.DateTime:
                var wholeDays = reader.ReadInt32();
                return Ticks(DateCodec.FromDateTime(wholeDays, reader.ReadUInt32()), type, reader);
            case SqlTypeKind.Date:
                return SqlValue.FromInt64(ReadDay(reader));
            case SqlTypeKind.Time:
                return SqlValue.FromTicks(ReadTime(type.Scale, reader));
            case SqlTypeKind.DateTime2:
                var time = ReadTime(type.Scale, reader);
                return SqlValue.FromTicks((ReadDay(reader) * TimeSpan.TicksPerDay) + time);
            case SqlTypeKind.DateTimeOffset:
                var timeOfDay = ReadTime(type.Scale, reader);
                var utc = (ReadDay(reader) * TimeSpan.TicksPerDay) + timeOfDay;
                var offset = reader.ReadInt16();
                return offset is < -840 or > 840
                    ? throw reader.Fail($"A time zone offset of {offset} minutes exceeds 14 hours.")
                    : SqlValue.FromOffset(utc, offset);
            case SqlTypeKind.Decimal:
                return ReadDecimal(length, reader);
            default:
                throw reader.Fail($"Data type {type.Kind} has no fixed length.");
        }
    }

    private static SqlValue Ticks(long? ticks, SqlType type, MessageReader reader) =>
        ticks is { } t ? SqlValue.FromTicks(t) : throw reader.Fail($"A {type.Kind} value is outside its range.");

    private static long ReadDay(MessageReader reader)
    {
        var bytes = reader.Take(3);
        var day = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
        return day > DateCodec.MaxDay ? throw reader.Fail($"Day {day} lies after 9999-12-31.") : day;
    }

    private static long ReadTime(int scale, MessageReader reader)
    {
        var bytes = reader.Take(DateCodec.TimeLength(scale));
        long units = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            units = (units << 8) | bytes[i];
        }

        return DateCodec.FromUnits(units, scale) ?? throw reader.Fail("A time value is a day or longer.");
    }

    private static SqlValue ReadDecimal(int length, MessageReader reader)
    {
        // The server sends 5, 9, 13 or 17 bytes; clients may send as few as the number has.
        if (length is < 2 or > 17)
        {
            throw reader.Fail($"A decimal value of {length} bytes is not 2 to 17 bytes long.");
        }

        var bytes = reader.Take(length);
        UInt128 magnitude = 0;
        for (var i = length - 1; i > 0; i--)
        {
            magnitude = (magnitude << 8) | bytes[i];
        }

        if (magnitude >> 127 != 0)
        {
            throw reader.Fail("A decimal value exceeds 38 digits.");
        }

        return SqlValue.FromUnscaled(bytes[0] == 0 ? -(Int128)magnitude : (Int128)magnitude);
    }

    private static SqlValue ReadVariant(MessageReader reader)
    {
        var total = reader.ReadInt32();
        if (total == 0)
        {
            return SqlValue.Null;
        }

        var wire = (WireType)reader.ReadByte();
        int properties = reader.ReadByte();
        var length = total - 2 - properties;
        if (length is < 0 or > 8016)
        {
            throw reader.Fail($"A sql_variant of {total} bytes with {properties} bytes of properties is impossible.");
        }

        var (type, expected) = VariantType(wire, length, reader);
        if (expected != properties)
        {
            throw reader.Fail($"A sql_variant of type {wire} has {expected} bytes of properties, not {properties}.");
        }

        var value = type.IsCharacter || type.IsBinary ? ReadSequence(type, length, reader) : ReadFixed(type, length, reader);
        return SqlValue.FromObject(new SqlVariantValue(type, value));
    }

    private static (SqlType Type, int PropertyBytes) VariantType(WireType wire, int length, MessageReader reader)
    {
        switch (wire)
        {
            case WireType.Bit:
                return (SqlType.Bit, 0);
            case WireType.Int1:
                return (SqlType.TinyInt, 0);
            case WireType.Int2:
                return (SqlType.SmallInt, 0);
            case WireType.Int4:
                return (SqlType.Int, 0);
            case WireType.Int8:
                return (SqlType.BigInt, 0);
            case WireType.Float4:
                return (SqlType.Real, 0);
            case WireType.Float8:
                return (SqlType.Float, 0);
            case WireType.Money:
                return (SqlType.Money, 0);
            case WireType.Money4:
                return (TypeInfoReader.SmallMoney, 0);
            case WireType.DateTime:
                return (SqlType.DateTime, 0);
            case WireType.DateTime4:
                return (SqlType.SmallDateTime, 0);
            case WireType.Guid:
                return (SqlType.UniqueIdentifier, 0);
            case WireType.DateN:
                return (SqlType.Date, 0);
            case WireType.TimeN:
                return (SqlType.Time(Scale(reader)), 1);
            case WireType.DateTime2N:
                return (SqlType.DateTime2(Scale(reader)), 1);
            case WireType.DateTimeOffsetN:
                return (SqlType.DateTimeOffset(Scale(reader)), 1);
            case WireType.DecimalN or WireType.NumericN:
                int precision = reader.ReadByte();
                int scale = reader.ReadByte();
                return precision is < 1 or > 38 || scale > precision
                    ? throw reader.Fail($"decimal({precision},{scale}) is not a valid type.")
                    : (SqlType.Decimal(precision, scale), 2);
            case WireType.BigVarBinary or WireType.BigBinary:
                reader.ReadUInt16();
                return (SqlType.VarBinary(Math.Max(length, 1)), 2);
            case WireType.BigVarChar or WireType.BigChar or WireType.NVarChar or WireType.NChar:
                var collation = CollationCodec.Read(reader.Take(5));
                reader.ReadUInt16();
                return (
                    wire is WireType.NVarChar or WireType.NChar
                        ? SqlType.NVarChar(Math.Max(length / 2, 1), collation)
                        : SqlType.VarChar(Math.Max(length, 1), collation),
                    7
                );
            default:
                throw reader.Fail($"A sql_variant cannot hold data type 0x{(byte)wire:X2}.");
        }
    }

    private static int Scale(MessageReader reader)
    {
        int scale = reader.ReadByte();
        return scale <= 7 ? scale : throw reader.Fail($"A time scale of {scale} exceeds 7.");
    }
}
