// ALL_HEADERS in front of batches, RPCs and transaction requests (MS-TDS 2.2.5.3): read over, since one
// request runs at a time.
using AxMonitor.Engine.Tds.Packets;

namespace AxMonitor.Engine.Tds.Rpc;

internal static class AllHeaders
{
    private const int MaxBytes = 64 * 1024;

    public static void Skip(MessageReader reader)
    {
        var total = reader.ReadInt32();
        if (total is < 4 or > MaxBytes)
        {
            throw reader.Fail($"ALL_HEADERS of {total} bytes is outside 4 to {MaxBytes}.");
        }

        reader.Take(total - 4);
    }
}
