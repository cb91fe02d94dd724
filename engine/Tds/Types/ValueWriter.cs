// The engine's values → ROW, NBCROW and RETURNVALUE data, in the form TypeInfoWriter announced.
using System.Buffers.Binary;
using System.Text;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Tds.Packets;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Types;

internal static class ValueWriter
{
    private const uint PlpTerminator = 0;
    private const int LongestCharacter = 4;

    public static void Write(SqlType type, SqlValue value, ResponseBuffer output)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.Char
            or SqlTypeKind.VarChar
            or SqlTypeKind.NChar
            or SqlTypeKind.NVarChar
            or SqlTypeKind.Binary
            or SqlTypeKind.VarBinary
            or SqlTypeKind.RowVersion when !type.IsMax:
                WriteSequence(type, value, output);
                break;
            case SqlTypeKind.VarChar
            or SqlTypeKind.Text
            or SqlTypeKind.NVarChar
            or SqlTypeKind.NText
            or SqlTypeKind.VarBinary
            or SqlTypeKind.Image
            or SqlTypeKind.Xml:
                WritePlp(type, value, output);
                break;
            case SqlTypeKind.SqlVariant:
                WriteVariant(value, output);
                break;
            default:
                if (value.IsNull)
                {
                    output.Byte(0);
                    break;
                }

                output.Byte((byte)FixedLength(type));
                WriteFixed(type, value, output);
                break;
        }
    }

    /// <summary>A value of text, ntext or image: a text pointer and a timestamp, both of no use to the
    /// client, a length, the bytes.</summary>
    public static void WriteText(SqlType type, SqlValue value, ResponseBuffer output)
    {
        const int pointer = 16,
            timestamp = 8;
        if (value.IsNull)
        {
            output.Byte(0);
            return;
        }

        output.Byte(pointer);
        output.Reserve(pointer + timestamp).Clear();
        var bytes =
            type.IsBinary ? value.AsBytes()
            : type.IsUnicode ? Encoding.Unicode.GetBytes(value.AsString())
            : CollationCodec.CodePage.GetBytes(value.AsString());
        output.Int32(bytes.Length);
        output.Bytes(bytes);
    }

    private static int FixedLength(SqlType type) =>
        type.Kind switch
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
            SqlTypeKind.Decimal => TypeInfoWriter.DecimalLength(type.Precision),
            _ => throw SqlError.Unsupported($"values of type {type.Kind} on the wire"),
        };

    /// <summary>A value without a length in front.</summary>
    public static void WriteFixed(SqlType type, SqlValue value, ResponseBuffer output)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.Bit:
                output.Byte(value.AsBool() ? (byte)1 : (byte)0);
                break;
            case SqlTypeKind.TinyInt:
                output.Byte((byte)value.AsInt64());
                break;
            case SqlTypeKind.SmallInt:
                output.Int16((short)value.AsInt64());
                break;
            case SqlTypeKind.Int:
                output.Int32((int)value.AsInt64());
                break;
            case SqlTypeKind.BigInt:
                output.Int64(value.AsInt64());
                break;
            case SqlTypeKind.SmallMoney:
                output.Int32((int)value.AsUnscaled());
                break;
            case SqlTypeKind.Money:
                var money = (long)value.AsUnscaled();
                output.Int32((int)(money >> 32));
                output.UInt32((uint)money);
                break;
            case SqlTypeKind.Real:
                output.Int32(BitConverter.SingleToInt32Bits((float)value.AsDouble()));
                break;
            case SqlTypeKind.Float:
                output.Int64(BitConverter.DoubleToInt64Bits(value.AsDouble()));
                break;
            case SqlTypeKind.UniqueIdentifier:
                value.AsGuid().TryWriteBytes(output.Reserve(16));
                break;
            case SqlTypeKind.SmallDateTime:
                var (smallDays, minutes) = DateCodec.ToSmallDateTime(value.Bits);
                output.UInt16(smallDays);
                output.UInt16(minutes);
                break;
            case SqlTypeKind.DateTime:
                var (days, parts) = DateCodec.ToDateTime(value.Bits);
                output.Int32(days);
                output.UInt32(parts);
                break;
            case SqlTypeKind.Date:
                output.LowBytes((UInt128)value.Bits, 3);
                break;
            case SqlTypeKind.Time:
                output.LowBytes((UInt128)DateCodec.ToUnits(value.Bits, type.Scale), DateCodec.TimeLength(type.Scale));
                break;
            case SqlTypeKind.DateTime2:
                WriteDateTime2(type.Scale, value.Bits, output);
                break;
            case SqlTypeKind.DateTimeOffset:
                WriteDateTime2(type.Scale, value.Bits, output);
                output.Int16(value.AsOffsetMinutes());
                break;
            case SqlTypeKind.Decimal:
                var unscaled = value.AsUnscaled();
                output.Byte(unscaled < 0 ? (byte)0 : (byte)1);
                output.LowBytes((UInt128)Int128.Abs(unscaled), TypeInfoWriter.DecimalLength(type.Precision) - 1);
                break;
            default:
                throw SqlError.Unsupported($"values of type {type.Kind} on the wire");
        }
    }

    private static void WriteDateTime2(int scale, long ticks, ResponseBuffer output)
    {
        output.LowBytes((UInt128)DateCodec.ToUnits(ticks % TimeSpan.TicksPerDay, scale), DateCodec.TimeLength(scale));
        output.LowBytes((UInt128)(ticks / TimeSpan.TicksPerDay), 3);
    }

    private static void WriteSequence(SqlType type, SqlValue value, ResponseBuffer output)
    {
        if (value.IsNull)
        {
            output.UInt16(0xFFFF);
            return;
        }

        if (type.IsBinary)
        {
            var bytes = value.AsBytes();
            output.UInt16(bytes.Length);
            output.Bytes(bytes);
        }
        else if (type.IsUnicode)
        {
            var text = value.AsString();
            output.UInt16(text.Length * 2);
            output.Unicode(text);
        }
        else
        {
            var text = value.AsString();
            var count = CollationCodec.CodePage.GetByteCount(text);
            output.UInt16(count);
            CollationCodec.CodePage.GetBytes(text, output.Reserve(count));
        }
    }

    private static void WritePlp(SqlType type, SqlValue value, ResponseBuffer output)
    {
        if (value.IsNull)
        {
            output.UInt64(ulong.MaxValue);
            return;
        }

        if (type.IsBinary)
        {
            WritePlp(value.AsBytes(), unit: 1, output);
            return;
        }

        var text = type.Kind == SqlTypeKind.Xml ? value.Ref!.ToString()! : value.AsString();
        if (type.IsUnicode || type.Kind == SqlTypeKind.Xml)
        {
            WritePlp(Encoding.Unicode.GetBytes(text), unit: 2, output);
        }
        else
        {
            WritePlp(CollationCodec.CodePage.GetBytes(text), unit: 1, output);
        }
    }

    /// <summary>A chunk ends with its packet at the latest, as SQL Server's do: SqlClient copies a chunk
    /// without looking for a packet header in it. A chunk holds a character at least, whatever its encoding:
    /// FreeTDS ends the connection at one that it cannot make anything of.</summary>
    private static void WritePlp(ReadOnlySpan<byte> bytes, int unit, ResponseBuffer output)
    {
        output.UInt64((ulong)bytes.Length);
        while (bytes.Length > 0)
        {
            var room = output.RoomInPacket - sizeof(uint);
            if (room > 0 && room < Math.Min(LongestCharacter, bytes.Length))
            {
                output.EndPacket();
            }

            var length = output.Reserve(sizeof(uint));
            var count = Math.Min(bytes.Length, output.RoomInPacket);
            count -= count % unit;
            BinaryPrimitives.WriteInt32LittleEndian(length, count);
            output.Bytes(bytes[..count]);
            bytes = bytes[count..];
        }

        output.UInt32(PlpTerminator);
    }

    private static void WriteVariant(SqlValue value, ResponseBuffer output)
    {
        if (value.IsNull || value.Ref is not SqlVariantValue { Value.IsNull: false } variant)
        {
            output.Int32(0);
            return;
        }

        var type = variant.Type;
        var length = output.BeginLength32();
        switch (type.Kind)
        {
            case SqlTypeKind.Char or SqlTypeKind.VarChar or SqlTypeKind.NChar or SqlTypeKind.NVarChar:
                WriteVariantText(type, variant.Value.AsString(), output);
                break;
            case SqlTypeKind.Binary or SqlTypeKind.VarBinary or SqlTypeKind.RowVersion:
                output.Byte((byte)(type.Kind == SqlTypeKind.VarBinary ? WireType.BigVarBinary : WireType.BigBinary));
                output.Byte(2);
                output.UInt16(variant.Value.AsBytes().Length);
                output.Bytes(variant.Value.AsBytes());
                break;
            case SqlTypeKind.Decimal:
                output.Byte((byte)WireType.NumericN);
                output.Byte(2);
                output.Byte(type.Precision);
                output.Byte(type.Scale);
                // Inside a sql_variant a decimal always has its longest form, and clients count on it.
                WriteFixed(SqlType.Decimal(38, type.Scale), variant.Value, output);
                break;
            case SqlTypeKind.Time or SqlTypeKind.DateTime2 or SqlTypeKind.DateTimeOffset:
                output.Byte((byte)VariantWire(type.Kind));
                output.Byte(1);
                output.Byte(type.Scale);
                WriteFixed(type, variant.Value, output);
                break;
            default:
                output.Byte((byte)VariantWire(type.Kind));
                output.Byte(0);
                WriteFixed(type, variant.Value, output);
                break;
        }

        output.PatchLength32(length);
    }

    private static void WriteVariantText(SqlType type, string text, ResponseBuffer output)
    {
        output.Byte(
            (byte)(
                type.Kind switch
                {
                    SqlTypeKind.Char => WireType.BigChar,
                    SqlTypeKind.VarChar => WireType.BigVarChar,
                    SqlTypeKind.NChar => WireType.NChar,
                    _ => WireType.NVarChar,
                }
            )
        );
        output.Byte(7);
        CollationCodec.Write(type.Collation, output.Reserve(5));
        output.UInt16(type.IsUnicode ? text.Length * 2 : text.Length);
        if (type.IsUnicode)
        {
            output.Unicode(text);
        }
        else
        {
            output.Bytes(CollationCodec.CodePage.GetBytes(text));
        }
    }

    private static WireType VariantWire(SqlTypeKind kind) =>
        kind switch
        {
            SqlTypeKind.Bit => WireType.Bit,
            SqlTypeKind.TinyInt => WireType.Int1,
            SqlTypeKind.SmallInt => WireType.Int2,
            SqlTypeKind.Int => WireType.Int4,
            SqlTypeKind.BigInt => WireType.Int8,
            SqlTypeKind.Real => WireType.Float4,
            SqlTypeKind.Float => WireType.Float8,
            SqlTypeKind.Money => WireType.Money,
            SqlTypeKind.SmallMoney => WireType.Money4,
            SqlTypeKind.DateTime => WireType.DateTime,
            SqlTypeKind.SmallDateTime => WireType.DateTime4,
            SqlTypeKind.UniqueIdentifier => WireType.Guid,
            SqlTypeKind.Date => WireType.DateN,
            SqlTypeKind.Time => WireType.TimeN,
            SqlTypeKind.DateTime2 => WireType.DateTime2N,
            SqlTypeKind.DateTimeOffset => WireType.DateTimeOffsetN,
            _ => throw SqlError.Unsupported($"{kind} in a sql_variant"),
        };
}
