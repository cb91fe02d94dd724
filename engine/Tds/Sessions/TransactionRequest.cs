// Transaction manager requests: BEGIN, COMMIT, ROLLBACK and SAVE without SQL text (MS-TDS 2.2.6.9).
using System.Text;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Tds.Packets;

namespace AxMonitor.Engine.Tds.Sessions;

internal static class TransactionRequest
{
    private const int Begin = 5;
    private const int Commit = 7;
    private const int Rollback = 8;
    private const int Save = 9;
    private const int BeginNewFlag = 1;

    public static void Run(MessageReader reader, ITdsSession session, IResultSink sink)
    {
        int request = reader.ReadUInt16();
        switch (request)
        {
            case Begin:
                var level = IsolationLevel(reader);
                session.BeginTransaction(level, Name(reader), sink);
                break;
            case Commit:
                Name(reader);
                End(reader, session, sink, () => session.CommitTransaction(sink));
                break;
            case Rollback:
                var savepoint = Name(reader);
                End(reader, session, sink, () => session.RollbackTransaction(savepoint, sink));
                break;
            case Save:
                session.SaveTransaction(Name(reader) ?? throw reader.Fail("A savepoint has no name."), sink);
                break;
            case 0 or 1 or 6:
                throw SqlError.Unsupported("distributed transactions");
            default:
                throw reader.Fail($"Transaction request {request} is unknown.");
        }
    }

    private static void End(MessageReader reader, ITdsSession session, IResultSink sink, Action end)
    {
        var beginNew = !reader.AtEnd && (reader.ReadByte() & BeginNewFlag) != 0;
        var level = beginNew ? IsolationLevel(reader) : "";
        var name = beginNew ? Name(reader) : null;
        end();
        if (beginNew)
        {
            session.BeginTransaction(level, name, sink);
        }
    }

    private static string? Name(MessageReader reader)
    {
        if (reader.AtEnd)
        {
            return null;
        }

        int bytes = reader.ReadByte();
        return bytes == 0 ? null : Encoding.Unicode.GetString(reader.Take(bytes));
    }

    // Empty: the session's level stays as it is.
    private static string IsolationLevel(MessageReader reader)
    {
        int level = reader.ReadByte();
        return level switch
        {
            0 => "",
            1 => "READ UNCOMMITTED",
            2 => "READ COMMITTED",
            3 => "REPEATABLE READ",
            4 => "SERIALIZABLE",
            5 => "SNAPSHOT",
            _ => throw reader.Fail($"Isolation level {level} is unknown."),
        };
    }
}
