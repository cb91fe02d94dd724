// Name, columns and rows of a table-valued parameter (MS-TDS 2.2.5.5.5).
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds.Packets;
using AxMonitor.Engine.Tds.Types;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Rpc;

internal static class TableParameterReader
{
    private const int NoMetadata = 0xFFFF;
    private const int MaxColumns = 1024;
    private const byte EndToken = 0x00;
    private const byte OrderUniqueToken = 0x10;
    private const byte ColumnOrderingToken = 0x11;
    private const int ServerDefaultFlag = 0x0200;

    /// <summary>Reads after the type byte 0xF3.</summary>
    public static (SqlParameter Parameter, TableRowStream Rows) Read(
        string name,
        bool isDefault,
        MessageReader reader,
        int readAhead
    )
    {
        var database = reader.ReadShortString();
        var schema = reader.ReadShortString();
        var typeName = reader.ReadShortString();
        int count = reader.ReadUInt16();
        if (count != NoMetadata && count is 0 or (> MaxColumns and < NoMetadata))
        {
            throw reader.Fail($"A table-valued parameter of {count} columns is outside 1 to {MaxColumns}.");
        }

        var columns = new TypeInfo[count == NoMetadata ? 0 : count];
        for (var i = 0; i < columns.Length; i++)
        {
            reader.ReadInt32();
            int flags = reader.ReadUInt16();
            columns[i] = TypeInfoReader.Read(reader);
            reader.ReadShortString();
            if ((flags & ServerDefaultFlag) != 0)
            {
                throw SqlError.Unsupported($"server defaults for column {i + 1} of table-valued parameter {name}");
            }
        }

        SkipOptionalMetadata(reader);
        var rows = new TableRowStream(reader, columns, readAhead);
        var fullName = schema.Length > 0 ? $"{schema}.{typeName}" : typeName;
        var parameter = new SqlParameter
        {
            Name = name,
            Type = new SqlType(SqlTypeKind.Table),
            IsDefault = isDefault,
            TableTypeName = database.Length > 0 ? $"{database}.{fullName}" : fullName,
            TableColumns = Array.ConvertAll(columns, c => c.Type),
            TableRows = columns.Length == 0 ? [] : rows,
        };
        return (parameter, rows);
    }

    private static void SkipOptionalMetadata(MessageReader reader)
    {
        while (true)
        {
            var token = reader.ReadByte();
            switch (token)
            {
                case EndToken:
                    return;
                case OrderUniqueToken:
                    int ordered = reader.ReadUInt16();
                    for (var i = 0; i < ordered; i++)
                    {
                        reader.Take(3); // ordinal and flags: a hint for the optimizer
                    }

                    break;
                case ColumnOrderingToken:
                    throw SqlError.Unsupported("table-valued parameters with re-ordered columns");
                default:
                    throw reader.Fail($"Token 0x{token:X2} is not part of a table-valued parameter's metadata.");
            }
        }
    }
}
