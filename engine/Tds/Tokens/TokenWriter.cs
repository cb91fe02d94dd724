// Writes the tokens of a response. Each method writes one whole token and commits it.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Tds.Login;
using AxMonitor.Engine.Tds.Packets;
using AxMonitor.Engine.Tds.Types;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Tokens;

internal sealed class TokenWriter(ResponseBuffer output, string serverName, TdsVersion version)
{
    private const int MaxMessageCharacters = 4000;
    private LegacyShape[] _shapes = [];

    public ResponseBuffer Output { get; } = output;

    public void LoginAck(Version product)
    {
        const string name = "Microsoft SQL Server";
        Output.Byte((byte)TokenType.LoginAck);
        var length = Output.BeginLength16();
        Output.Byte(1);
        var number = version.Number;
        Output.Bytes([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
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
        if (!version.Has72)
        {
            return;
        }

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
        if (version.Has72)
        {
            Output.Int32(message.Line);
        }
        else
        {
            Output.UInt16(Math.Clamp(message.Line, 0, ushort.MaxValue));
        }

        Output.PatchLength16(length);
        Output.Commit();
    }

    public void Columns(IReadOnlyList<ResultColumn> columns)
    {
        Output.Byte((byte)TokenType.ColumnMetadata);
        Output.UInt16(columns.Count);
        _shapes = [.. columns.Select(c => LegacyShape.Of(c.Type, version))];
        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            const int nullable = 0x01,
                updateableUnknown = 0x08,
                identity = 0x10,
                hidden = 0x2000;
            var rowVersion = column.Type.Kind == SqlTypeKind.RowVersion ? 0x50 : 0;
            UserType(rowVersion);
            Output.UInt16(
                (column.IsNullable ? nullable : 0)
                    | (column.IsIdentity ? identity : updateableUnknown)
                    | (column.IsHidden && version.Has72 ? hidden : 0)
            );
            if (Fixed(column) is { } wire)
            {
                Output.Byte((byte)wire);
            }
            else if (_shapes[i].IsText)
            {
                TypeInfoWriter.WriteText(_shapes[i].Type, Output);
            }
            else
            {
                TypeInfoWriter.Write(_shapes[i].Type, Output);
            }

            Output.ShortString(column.Name);
        }

        Output.Commit();
    }

    public void Row(IReadOnlyList<ResultColumn> columns, ReadOnlySpan<SqlValue> values)
    {
        var anyNull = false;
        if (version.HasNullBitmapRows)
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
                WriteValue(_shapes[i], values[i]);
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
        if (version.Has72)
        {
            Output.Int64(rowCount);
        }
        else
        {
            Output.Int32((int)Math.Min(rowCount, int.MaxValue));
        }

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
        UserType(0);
        Output.UInt16(0x01);

        // A value of an output parameter has no text pointer: what has no limit is cut, as clients before 7.2
        // get it from SQL Server.
        var shape = LegacyShape.Of(type, version);
        if (shape.IsText)
        {
            var cut = shape.Type.IsBinary ? SqlType.VarBinary(8000) : SqlType.NVarChar(4000);
            var whole = shape.Convert is { } convert && !value.IsNull ? convert(value) : value;
            shape = new LegacyShape(cut, null, false);
            value = whole.IsNull ? whole : Cut(cut, whole);
        }

        TypeInfoWriter.Write(shape.Type, Output);
        WriteValue(shape, value);
        Output.Commit();
    }

    private static SqlValue Cut(SqlType type, SqlValue value) =>
        type.IsBinary
            ? SqlValue.FromBytes(value.AsBytes().Length > type.Length ? value.AsBytes()[..type.Length] : value.AsBytes())
            : SqlValue.FromString(value.AsString().Length > type.Length ? value.AsString()[..type.Length] : value.AsString());

    private void WriteValue(LegacyShape shape, SqlValue value)
    {
        var sent = shape.Convert is { } convert && !value.IsNull ? convert(value) : value;
        if (shape.IsText)
        {
            ValueWriter.WriteText(shape.Type, sent, Output);
        }
        else
        {
            ValueWriter.Write(shape.Type, sent, Output);
        }
    }

    private void UserType(int type)
    {
        if (version.Has72)
        {
            Output.Int32(type);
        }
        else
        {
            Output.UInt16(type);
        }
    }

    private static WireType? Fixed(ResultColumn column) => column.IsNullable ? null : TypeInfoWriter.FixedType(column.Type);
}
