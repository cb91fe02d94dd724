// TYPE_INFO from a client (RPC parameters, table-valued parameters, bulk load columns) → the engine's types.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Tds.Packets;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Types;

internal static class TypeInfoReader
{
    public static TypeInfo Read(MessageReader reader)
    {
        var wire = (WireType)reader.ReadByte();
        return Read(wire, reader);
    }

    public static TypeInfo Read(WireType wire, MessageReader reader)
    {
        switch (wire)
        {
            case WireType.Null:
                return new(wire, SqlType.NVarChar(1), 0);
            case WireType.Bit:
                return new(wire, SqlType.Bit, 1);
            case WireType.Int1:
                return new(wire, SqlType.TinyInt, 1);
            case WireType.Int2:
                return new(wire, SqlType.SmallInt, 2);
            case WireType.Int4:
                return new(wire, SqlType.Int, 4);
            case WireType.Int8:
                return new(wire, SqlType.BigInt, 8);
            case WireType.Float4:
                return new(wire, SqlType.Real, 4);
            case WireType.Float8:
                return new(wire, SqlType.Float, 8);
            case WireType.Money:
                return new(wire, SqlType.Money, 8);
            case WireType.Money4:
                return new(wire, SmallMoney, 4);
            case WireType.DateTime:
                return new(wire, SqlType.DateTime, 8);
            case WireType.DateTime4:
                return new(wire, SqlType.SmallDateTime, 4);
            case WireType.DateN:
                return new(wire, SqlType.Date, 3);
            case WireType.IntN:
                return Sized(wire, reader, (1, SqlType.TinyInt), (2, SqlType.SmallInt), (4, SqlType.Int), (8, SqlType.BigInt));
            case WireType.BitN:
                return Sized(wire, reader, (1, SqlType.Bit));
            case WireType.FloatN:
                return Sized(wire, reader, (4, SqlType.Real), (8, SqlType.Float));
            case WireType.MoneyN:
                return Sized(wire, reader, (4, SmallMoney), (8, SqlType.Money));
            case WireType.DateTimeN:
                return Sized(wire, reader, (4, SqlType.SmallDateTime), (8, SqlType.DateTime));
            case WireType.Guid:
                return Sized(wire, reader, (16, SqlType.UniqueIdentifier));
            case WireType.TimeN:
                return new(wire, SqlType.Time(ReadScale(reader)), 5);
            case WireType.DateTime2N:
                return new(wire, SqlType.DateTime2(ReadScale(reader)), 8);
            case WireType.DateTimeOffsetN:
                return new(wire, SqlType.DateTimeOffset(ReadScale(reader)), 10);
            case WireType.DecimalN or WireType.NumericN:
                return ReadDecimal(wire, reader);
            case WireType.BigVarBinary:
                return ReadBinary(wire, reader, SqlType.VarBinary);
            case WireType.BigBinary:
                return ReadBinary(wire, reader, SqlType.Binary);
            case WireType.BigVarChar or WireType.BigChar or WireType.NVarChar or WireType.NChar:
                return ReadCharacter(wire, reader);
            case WireType.Text or WireType.NText:
                var max = reader.ReadInt32();
                reader.Take(5);
                return new(wire, wire == WireType.Text ? SqlType.VarChar(SqlType.Max) : SqlType.NVarChar(SqlType.Max), max);
            case WireType.Image:
                return new(wire, SqlType.VarBinary(SqlType.Max), reader.ReadInt32());
            case WireType.Xml:
                if (reader.ReadByte() != 0)
                {
                    throw SqlError.Unsupported("xml parameters with a schema collection");
                }

                // The text goes to the engine as nvarchar(max): it parses xml where it is assigned, with its
                // own errors.
                return new(wire, SqlType.NVarChar(SqlType.Max), TypeInfo.PlpLength);
            case WireType.Variant:
                return new(wire, SqlType.SqlVariant, reader.ReadInt32());
            case WireType.Udt:
                throw SqlError.Unsupported("CLR user-defined types as parameters");
            default:
                throw reader.Fail($"Data type 0x{(byte)wire:X2} is not one of TDS 7.4.");
        }
    }

    internal static SqlType SmallMoney { get; } = new(SqlTypeKind.SmallMoney, Scale: 4);

    private static TypeInfo Sized(WireType wire, MessageReader reader, params ReadOnlySpan<(int Size, SqlType Type)> sizes)
    {
        int size = reader.ReadByte();
        foreach (var (candidate, type) in sizes)
        {
            if (candidate == size)
            {
                return new(wire, type, size);
            }
        }

        throw reader.Fail($"Data type {wire} cannot have a length of {size} bytes.");
    }

    private static int ReadScale(MessageReader reader)
    {
        int scale = reader.ReadByte();
        return scale <= 7 ? scale : throw reader.Fail($"A time scale of {scale} exceeds 7.");
    }

    private static TypeInfo ReadDecimal(WireType wire, MessageReader reader)
    {
        int size = reader.ReadByte();
        int precision = reader.ReadByte();
        int scale = reader.ReadByte();
        return precision is < 1 or > 38 || scale > precision || size > 17
            ? throw reader.Fail($"decimal({precision},{scale}) of {size} bytes is not a valid type.")
            : new(wire, SqlType.Decimal(precision, scale), size);
    }

    private static TypeInfo ReadBinary(WireType wire, MessageReader reader, Func<int, SqlType> make)
    {
        int max = reader.ReadUInt16();
        return max switch
        {
            TypeInfo.PlpLength => new(wire, SqlType.VarBinary(SqlType.Max), max),
            > 8000 => throw reader.Fail($"A binary type of {max} bytes exceeds 8000."),
            _ => new(wire, make(Math.Max(max, 1)), max),
        };
    }

    private static TypeInfo ReadCharacter(WireType wire, MessageReader reader)
    {
        int max = reader.ReadUInt16();
        var collation = CollationCodec.Read(reader.Take(5));
        var unicode = wire is WireType.NVarChar or WireType.NChar;
        if (max == TypeInfo.PlpLength)
        {
            return new(wire, unicode ? SqlType.NVarChar(SqlType.Max, collation) : SqlType.VarChar(SqlType.Max, collation), max);
        }

        if (max > 8000)
        {
            throw reader.Fail($"A character type of {max} bytes exceeds 8000.");
        }

        var length = Math.Max(unicode ? max / 2 : max, 1);
        return wire switch
        {
            WireType.NVarChar => new(wire, SqlType.NVarChar(length, collation), max),
            WireType.NChar => new(wire, SqlType.NChar(length, collation), max),
            WireType.BigVarChar => new(wire, SqlType.VarChar(length, collation), max),
            _ => new(wire, SqlType.Char(length, collation), max),
        };
    }
}
