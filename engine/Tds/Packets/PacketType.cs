// The packet types of TDS 7.x that a server meets or sends (MS-TDS 2.2.3.1.1).
namespace AxMonitor.Engine.Tds.Packets;

internal enum PacketType : byte
{
    SqlBatch = 0x01,
    Rpc = 0x03,
    TabularResult = 0x04,
    Attention = 0x06,
    BulkLoad = 0x07,
    FederatedAuthentication = 0x08,
    TransactionManager = 0x0E,
    Login7 = 0x10,
    Sspi = 0x11,
    PreLogin = 0x12,
}
