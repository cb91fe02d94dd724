// Reads protobuf by its wire format, as far as OTLP needs it: a message is a list of fields by number, each a
// number or bytes, which may be a message again.
using System.Buffers.Binary;
using System.Text;

namespace AxMonitor.Tests.Shared;

/// <summary>A message of protobuf.</summary>
public sealed class ProtobufMessage
{
    private readonly List<(int Field, ulong Number, byte[]? Bytes)> _fields = [];

    /// <summary>Reads a message; throws where it is none.</summary>
    public ProtobufMessage(byte[] message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint(message, ref at);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, Varint(message, ref at), null));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at, 8)), null));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    _fields.Add((field, 0, message.AsSpan(at, length).ToArray()));
                    at += length;
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at, 4)), null));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7} at byte {at}.");
            }
        }
    }

    /// <summary>The messages of a field.</summary>
    public IEnumerable<ProtobufMessage> Messages(int field) => Bytes(field).Select(b => new ProtobufMessage(b));

    /// <summary>The byte strings of a field.</summary>
    public IEnumerable<byte[]> Bytes(int field) =>
        _fields.Where(f => f.Field == field && f.Bytes is not null).Select(f => f.Bytes!);

    /// <summary>The text of a field; null where there is none.</summary>
    public string? Text(int field) => Bytes(field).Select(Encoding.UTF8.GetString).FirstOrDefault();

    /// <summary>The number of a field; 0 where there is none, as protobuf has it.</summary>
    public ulong Number(int field) => _fields.FirstOrDefault(f => f.Field == field && f.Bytes is null).Number;

    /// <summary>The attributes in a field of OTLP's KeyValue, as texts.</summary>
    public Dictionary<string, string> Attributes(int field) =>
        Messages(field).ToDictionary(
            a => a.Text(1)!,
            a => a.Messages(2).First() is var value && value.Text(1) is { } text ? text : $"{a.Messages(2).First().Number(3)}",
            StringComparer.Ordinal
        );

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = message[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }
}
