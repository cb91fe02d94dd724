// TYPE_INFO as a client sent it: the engine's type plus what is needed to find the value's end on the wire.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Types;

/// <param name="Wire">Type byte.</param>
/// <param name="Type">The engine's type for values of it.</param>
/// <param name="MaxLength">Length field of the type; 0xFFFF marks partially length-prefixed values.</param>
internal sealed record TypeInfo(WireType Wire, SqlType Type, int MaxLength)
{
    public const int PlpLength = 0xFFFF;

    public bool IsPlp => Wire == WireType.Xml || MaxLength == PlpLength;
}
