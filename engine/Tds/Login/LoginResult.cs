// A connection that has logged in: where to read and write from here on, its session, and what was
// negotiated.
namespace AxMonitor.Engine.Tds.Login;

internal sealed record LoginResult(Stream Stream, ITdsSession Session, Packets.ResponseBuffer Output, TdsVersion Version);
