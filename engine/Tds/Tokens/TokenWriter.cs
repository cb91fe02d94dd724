// Writes the tokens of a response. Each method writes one whole token and commits it.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Tds.Packets;
using AxMonitor.Engine.Tds.Types;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Tokens;

internal sealed class TokenWriter(ResponseBuffer output, string serverName, uint tdsVersion)
{
    private const uint Tds73B = 0x730B0003;
    private const int MaxMessageCharacters = 4000;
    private readonly bool _nullBitmapRows = tdsVersion >= Tds73B;

    public ResponseBuffer Output { get; } = output;

    public void LoginAck(uint version, Version product)
    {
        const string name = "Microsoft SQL Server";
        Output.Byte((byte)TokenType.LoginAck);
        var length = Output.BeginLength16();
        Output.Byte(1);
        Output.Bytes([(byte)(version >> 24), (byte)(version >> 16), (byte)(version >> 8), (byte)version]);
        Output.ShortString(name);
        Output.Bytes([(byte)product.Major, (byte)product.Minor, (byte)(product.Build >> 8), (byte)product.Build]);
        Output.PatchLength16(length);
        Output.Commit();
    }

    public void EnvChange(EnvChangeType type, string newValue, string oldValue)
    {
        Output.Byte((byte)TokenType.EnvChange);
        var length = Output.BeginLength16();
        Output.Byte((byte)type);
        Output.ShortString(newValue);
        Output.ShortString(oldValue);
        Output.PatchLength16(length);
        Output.Commit();
    }

    public void CollationChange()
    {
        Output.Byte((byte)TokenType.EnvChange);
        var length = Output.BeginLength16();
        Output.Byte((byte)EnvChangeType.Collation);
        Output.Byte(5);
        CollationCodec.Write(Collation.Default, Output.Reserve(5));
        Output.Byte(0);
        Output.PatchLength16(length);
        Output.Commit();
    }

    /// <summary>ENVCHANGE 1 with the message that SQL Server sends along.</summary>
    public void DatabaseChange(string oldName, string newName)
    {
        EnvChange(EnvChangeType.Database, newName, oldName);
        Message(new SqlMessage(5701, 0, 2, $"Changed database context to '{newName}'.", "", 1));
    }

    public void LanguageChange(string oldName, string newName)
    {
        EnvChange(EnvChangeType.Language, newName, oldName);
        Message(new SqlMessage(5703, 0, 1, $"Changed language setting to {newName}.", "", 1));
    }

    public void TransactionChange(TransactionChange change, long descriptor)
    {
        Output.Byte((byte)TokenType.EnvChange);
        var length = Output.BeginLength16();
        var begun = change == Engine.Execution.TransactionChange.Begun;
        Output.Byte(
            (byte)(
                change switch
                {
                    Engine.Execution.TransactionChange.Begun => EnvChangeType.BeginTransaction,
                    Engine.Execution.TransactionChange.Committed => EnvChangeType.CommitTransaction,
                    _ => EnvChangeType.RollbackTransaction,
                }
            )
        );
        if (begun)
        {
            Output.Byte(8);
            Output.Int64(descriptor);
            Output.Byte(0);
        }
        else
        {
            Output.Byte(0);
            Output.Byte(8);
            Output.Int64(descriptor);
        }

        Output.PatchLength16(length);
        Output.Commit();
    }

    public void ConnectionReset()
    {
        Output.Byte((byte)TokenType.EnvChange);
        Output.UInt16(3);
        Output.Byte((byte)EnvChangeType.ResetConnection);
        Output.Byte(0);
        Output.Byte(0);
        Output.Commit();
    }

    public void Message(SqlMessage message)
    {
        Output.Byte((byte)(message.IsError ? TokenType.Error : TokenType.Info));
        var length = Output.BeginLength16();
        Output.Int32(message.Number);
        Output.Byte(message.State);
        Output.Byte(message.Severity);
        Output.LongString(message.Text.AsSpan(0, Math.Min(message.Text.Length, MaxMessageCharacters)));
        Output.ShortString(serverName);
        Output.ShortString(message.Procedure);
        Output.Int32(message.Line);
        Output.PatchLength16(length);
        Output.Commit();
    }

    public void Columns(IReadOnlyList<ResultColumn> columns)
    {
        Output.Byte((byte)TokenType.ColumnMetadata);
        Output.UInt16(columns.Count);
        foreach (var column in columns)
        {
            const int nullable = 0x01,
                updateableUnknown = 0x08,
                identity = 0x10;
            var rowVersion = column.Type.Kind == SqlTypeKind.RowVersion ? 0x50 : 0;
            Output.Int32(rowVersion);
            Output.UInt16((column.IsNullable ? nullable : 0) | (column.IsIdentity ? identity : updateableUnknown));
            if (Fixed(column) is { } wire)
            {
                Output.Byte((byte)wire);
            }
            else
            {
                TypeInfoWriter.Write(column.Type, Output);
            }

            Output.ShortString(column.Name);
        }

        Output.Commit();
    }

    public void Row(IReadOnlyList<ResultColumn> columns, ReadOnlySpan<SqlValue> values)
    {
        var anyNull = false;
        if (_nullBitmapRows)
        {
            foreach (ref readonly var value in values)
            {
                anyNull |= value.IsNull;
            }
        }

        Output.Byte((byte)(anyNull ? TokenType.NullBitmapRow : TokenType.Row));
        if (anyNull)
        {
            var bitmap = Output.Reserve((values.Length + 7) / 8);
            bitmap.Clear();
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i].IsNull)
                {
                    bitmap[i >> 3] |= (byte)(1 << (i & 7));
                }
            }
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (anyNull && values[i].IsNull)
            {
                continue;
            }

            if (Fixed(columns[i]) is null)
            {
                ValueWriter.Write(columns[i].Type, values[i], Output);
            }
            else if (values[i].IsNull)
            {
                throw new InvalidOperationException(
                    $"Column '{columns[i].Name}' is not nullable and has a NULL, which TDS before 7.3B cannot send."
                );
            }
            else
            {
                ValueWriter.WriteFixed(columns[i].Type, values[i], Output);
            }
        }

        Output.Commit();
    }

    public void Done(TokenType token, DoneStatus status, ushort command, long rowCount)
    {
        Output.Byte((byte)token);
        Output.UInt16((ushort)status);
        Output.UInt16(command);
        Output.Int64(rowCount);
        Output.Commit();
    }

    public void ReturnStatus(int value)
    {
        Output.Byte((byte)TokenType.ReturnStatus);
        Output.Int32(value);
        Output.Commit();
    }

    public void ReturnValue(int ordinal, string name, SqlType type, SqlValue value)
    {
        const byte outputParameter = 1;
        Output.Byte((byte)TokenType.ReturnValue);
        Output.UInt16(ordinal);
        Output.ShortString(name);
        Output.Byte(outputParameter);
        Output.Int32(0);
        Output.UInt16(0x01);
        TypeInfoWriter.Write(type, Output);
        ValueWriter.Write(type, value, Output);
        Output.Commit();
    }

    private static WireType? Fixed(ResultColumn column) => column.IsNullable ? null : TypeInfoWriter.FixedType(column.Type);
}
