// The tokens of a response as one line of text each, read from the bytes by hand: what a test of the wire compares.
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace AxMonitor.Engine.Tds.Tests;

/// <summary>Reads the tokens and types that the tests of bytes meet; any other byte fails the test.</summary>
internal sealed class TokenText
{
    private readonly byte[] _bytes;
    private readonly List<string> _lines = [];
    private List<(byte Wire, int Size, string Name)> _columns = [];
    private int _at;

    private TokenText(byte[] bytes) => _bytes = bytes;

    public static IReadOnlyList<string> Read(byte[] message)
    {
        var text = new TokenText(message);
        while (text._at < message.Length)
        {
            text._lines.Add(text.Token());
        }

        return text._lines;
    }

    private string Token()
    {
        var token = Byte();
        switch (token)
        {
            case 0x79:
                return $"status {Int32()}";
            case 0x81:
                return Columns();
            case 0xD1:
                return "row " + string.Join(", ", _columns.ConvertAll(c => Value(c.Wire, c.Size)));
            case 0xD2:
                var bitmap = Take((_columns.Count + 7) / 8).ToArray();
                return "nbcrow "
                    + string.Join(
                        ", ",
                        _columns.Select((c, i) => (bitmap[i >> 3] & (1 << (i & 7))) != 0 ? "NULL" : Value(c.Wire, c.Size))
                    );
            case 0xAA or 0xAB:
                var end = UInt16() + _at;
                var number = Int32();
                Take(2);
                var message = Unicode(UInt16() * 2);
                _at = end;
                return $"{(token == 0xAA ? "error" : "info")} {number} {message}";
            case 0xE3:
                var length = UInt16();
                var kind = Take(length)[0];
                return $"envchange {kind}";
            case 0xFD or 0xFE or 0xFF:
                var status = UInt16();
                Take(2);
                var count = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
                var name = token switch
                {
                    0xFD => "done",
                    0xFE => "doneproc",
                    _ => "doneinproc",
                };
                return string.Create(CultureInfo.InvariantCulture, $"{name} {status:X4} {count}");
            default:
                throw new InvalidDataException($"Token 0x{token:X2} at {_at - 1} is none that the tests know.");
        }
    }

    private string Columns()
    {
        var count = UInt16();
        _columns = [];
        var texts = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var userType = Int32();
            var isNullable = (UInt16() & 1) != 0;
            var wire = Byte();
            var size = Size(wire);
            var name = Unicode(Byte() * 2);
            _columns.Add((wire, size, name));
            texts.Add($"{name} {wire:X2}:{size}{(userType == 0 ? "" : $" user {userType:X2}")}{(isNullable ? " null" : "")}");
        }

        return "columns " + string.Join(", ", texts);
    }

    private int Size(byte wire)
    {
        switch (wire)
        {
            case 0x38:
                return 4;
            case 0x26:
                return Byte();
            case 0xA5 or 0xAD:
                return UInt16();
            case 0xA7 or 0xAF or 0xE7 or 0xEF:
                var size = UInt16();
                Take(5);
                return size;
            default:
                throw new InvalidDataException($"Type 0x{wire:X2} at {_at - 1} is none that the tests know.");
        }
    }

    private string Value(byte wire, int size)
    {
        switch (wire)
        {
            case 0x38:
                return Int32().ToString(CultureInfo.InvariantCulture);
            case 0x26:
                return Byte() switch
                {
                    0 => "NULL",
                    1 => Byte().ToString(CultureInfo.InvariantCulture),
                    4 => Int32().ToString(CultureInfo.InvariantCulture),
                    var n => throw new InvalidDataException($"An integer of {n} bytes."),
                };
            default:
                return size == 0xFFFF ? Long(wire) : Short(wire);
        }
    }

    private string Short(byte wire)
    {
        var length = UInt16();
        return length == 0xFFFF ? "NULL" : Bytes(wire, Take(length));
    }

    private string Long(byte wire)
    {
        var total = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
        if (total == ulong.MaxValue)
        {
            return "NULL";
        }

        var value = new List<byte>();
        while (Int32() is > 0 and var chunk)
        {
            value.AddRange(Take(chunk));
        }

        return (ulong)value.Count == total
            ? Bytes(wire, value.ToArray())
            : throw new InvalidDataException($"A value announced {total} bytes and brought {value.Count}.");
    }

    private static string Bytes(byte wire, ReadOnlySpan<byte> bytes) =>
        wire switch
        {
            0xE7 or 0xEF => $"'{Encoding.Unicode.GetString(bytes)}'",
            0xA7 or 0xAF => $"'{Encoding.Latin1.GetString(bytes)}'",
            _ => "0x" + Convert.ToHexString(bytes),
        };

    private byte Byte() => Take(1)[0];

    private int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private string Unicode(int bytes) => Encoding.Unicode.GetString(Take(bytes));

    private ReadOnlySpan<byte> Take(int count)
    {
        var span = _bytes.AsSpan(_at, count);
        _at += count;
        return span;
    }
}
