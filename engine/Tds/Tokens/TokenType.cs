// Token bytes of a response (MS-TDS 2.2.7).
namespace AxMonitor.Engine.Tds.Tokens;

internal enum TokenType : byte
{
    ReturnStatus = 0x79,
    ColumnMetadata = 0x81,
    Error = 0xAA,
    Info = 0xAB,
    ReturnValue = 0xAC,
    LoginAck = 0xAD,
    Row = 0xD1,
    NullBitmapRow = 0xD2,
    EnvChange = 0xE3,
    Done = 0xFD,
    DoneProcedure = 0xFE,
    DoneInProcedure = 0xFF,
}
