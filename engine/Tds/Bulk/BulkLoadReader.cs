// The rows of a bulk load (MS-TDS 2.2.6.1): COLMETADATA, ROW …, DONE, decoded while the engine consumes
// them.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Tds.Login;
using AxMonitor.Engine.Tds.Packets;
using AxMonitor.Engine.Tds.Tokens;
using AxMonitor.Engine.Tds.Types;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Bulk;

internal static class BulkLoadReader
{
    private const int MaxColumns = 1024;

    public static TypeInfo[] ReadColumns(MessageReader reader, TdsVersion version)
    {
        var token = reader.ReadByte();
        if (token != (byte)TokenType.ColumnMetadata)
        {
            throw reader.Fail($"A bulk load begins with token 0x{token:X2} instead of column metadata.");
        }

        int count = reader.ReadUInt16();
        if (count is 0 or > MaxColumns)
        {
            throw reader.Fail($"A bulk load of {count} columns is outside 1 to {MaxColumns}.");
        }

        var columns = new TypeInfo[count];
        for (var i = 0; i < count; i++)
        {
            reader.Take(version.Has72 ? 4 : 2); // user type
            reader.ReadUInt16();
            columns[i] = TypeInfoReader.Read(reader);
            if (columns[i].Wire is WireType.Text or WireType.NText or WireType.Image)
            {
                throw SqlError.Unsupported($"bulk load into the {columns[i].Wire} column {i + 1}");
            }

            reader.ReadShortString();
        }

        return columns;
    }

    public static IEnumerable<SqlValue[]> ReadRows(MessageReader reader, TypeInfo[] columns)
    {
        while (!reader.AtEnd)
        {
            var token = reader.ReadByte();
            switch ((TokenType)token)
            {
                case TokenType.Row:
                    var row = new SqlValue[columns.Length];
                    for (var i = 0; i < row.Length; i++)
                    {
                        row[i] = ValueReader.Read(columns[i], reader);
                    }

                    yield return row;
                    break;
                case TokenType.Done:
                    reader.SkipToEnd(); // clients disagree on the width of the row count in it, and it says nothing new
                    yield break;
                default:
                    throw reader.Fail($"Token 0x{token:X2} came where a row of a bulk load was due.");
            }
        }
    }
}
