// RPC messages → procedure calls (MS-TDS 2.2.6.6). One message may hold several, separated by a flag byte.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds.Packets;
using AxMonitor.Engine.Tds.Types;

namespace AxMonitor.Engine.Tds.Rpc;

internal static class RpcRequestReader
{
    private const int ByNumber = 0xFFFF;
    private const int MaxNameCharacters = 1046;
    private const int MaxParameters = 2100;
    private const byte BatchFlag = 0xFF;
    private const byte OldBatchFlag = 0x80;
    private const byte NoExecFlag = 0xFE;
    private const int ByReference = 0x01;
    private const int DefaultValue = 0x02;
    private const int Encrypted = 0x08;

    public static bool IsSeparator(byte value) => value is BatchFlag or NoExecFlag or OldBatchFlag;

    public static RpcCall Read(MessageReader reader, int tableReadAhead)
    {
        int nameLength = reader.ReadUInt16();
        string name;
        if (nameLength == ByNumber)
        {
            int number = reader.ReadUInt16();
            name = WellKnownProcedure.NameOf(number) ?? throw reader.Fail($"Procedure number {number} is unknown.");
        }
        else
        {
            name = nameLength is > 0 and <= MaxNameCharacters
                ? reader.ReadUnicode(nameLength)
                : throw reader.Fail($"A procedure name of {nameLength} characters is not valid.");
        }

        reader.ReadUInt16(); // option flags: recompile and metadata reuse do not apply here
        var parameters = new List<SqlParameter>();
        TableRowStream? streaming = null;
        while (streaming is null && !reader.AtEnd && !IsSeparator(reader.PeekByte()))
        {
            if (parameters.Count == MaxParameters + 3)
            {
                throw new SqlError(
                    8003,
                    16,
                    1,
                    "The incoming request has too many parameters. The server supports a maximum of 2100 parameters. Reduce the number of parameters and resend the request."
                );
            }

            parameters.Add(ReadParameter(reader, tableReadAhead, out streaming));
        }

        return new RpcCall(name, parameters, streaming);
    }

    /// <summary>Reads over the flag between two calls; false at the end of the message.</summary>
    public static bool NextCall(MessageReader reader)
    {
        if (reader.AtEnd)
        {
            return false;
        }

        var flag = reader.ReadByte();
        if (flag == NoExecFlag)
        {
            throw SqlError.Unsupported("RPC batches with the no-exec flag");
        }

        return flag is BatchFlag or OldBatchFlag
            ? !reader.AtEnd
            : throw reader.Fail($"Byte 0x{flag:X2} came where a further procedure call was due.");
    }

    private static SqlParameter ReadParameter(MessageReader reader, int tableReadAhead, out TableRowStream? streaming)
    {
        streaming = null;
        var name = reader.ReadShortString();
        int flags = reader.ReadByte();
        if ((flags & Encrypted) != 0)
        {
            throw SqlError.Unsupported($"the encrypted parameter {name} (Always Encrypted)");
        }

        var isDefault = (flags & DefaultValue) != 0;
        var wire = (WireType)reader.ReadByte();
        if (wire == WireType.Table)
        {
            var (parameter, rows) = TableParameterReader.Read(name, isDefault, reader, tableReadAhead);
            streaming = rows.IsComplete ? null : rows;
            return parameter;
        }

        var type = TypeInfoReader.Read(wire, reader);
        return new SqlParameter
        {
            Name = name,
            Type = type.Type,
            Value = ValueReader.Read(type, reader),
            IsOutput = (flags & ByReference) != 0,
            IsDefault = isDefault,
        };
    }
}
