// A client sent bytes that are not TDS. The connection it came from is closed; nothing else is affected.
namespace AxMonitor.Engine.Tds.Packets;

internal sealed class TdsProtocolException : Exception
{
    public TdsProtocolException(string message)
        : base(message) { }

    public TdsProtocolException(string message, Exception inner)
        : base(message, inner) { }
}
