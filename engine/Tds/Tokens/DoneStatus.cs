// Status bits of DONE, DONEINPROC and DONEPROC (MS-TDS 2.2.7.6).
namespace AxMonitor.Engine.Tds.Tokens;

[Flags]
internal enum DoneStatus : ushort
{
    Final = 0,
    More = 0x01,
    Error = 0x02,
    InTransaction = 0x04,
    Count = 0x10,
    Attention = 0x20,
    ServerError = 0x100,
}
