// What an ENVCHANGE token reports (MS-TDS 2.2.7.9).
namespace AxMonitor.Engine.Tds.Tokens;

internal enum EnvChangeType : byte
{
    Database = 1,
    Language = 2,
    PacketSize = 4,
    Collation = 7,
    BeginTransaction = 8,
    CommitTransaction = 9,
    RollbackTransaction = 10,
    ResetConnection = 18,
}
