// Tells systemd (Type=notify) that the service is up and that it is stopping: one datagram each to the socket
// that NOTIFY_SOCKET names. Does nothing where that is not set. Protocol: sd_notify(3).
using System.Net.Sockets;
using System.Text;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>The sd_notify protocol.</summary>
/// <param name="socketPath">The socket to tell; null tells nobody.</param>
public sealed class ServiceNotification(string? socketPath) : IAsyncDisposable
{
    /// <summary>The service has started.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>The service ends.</summary>
    public ValueTask DisposeAsync()
    {
        Send("STOPPING=1");
        return ValueTask.CompletedTask;
    }

    private void Send(string state)
    {
        if (string.IsNullOrEmpty(socketPath) || !OperatingSystem.IsLinux())
        {
            return;
        }

        // A leading @ stands for the abstract namespace, whose names begin with a zero byte.
        var path = socketPath[0] == '@' ? "\0" + socketPath[1..] : socketPath;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        socket.Send(Encoding.UTF8.GetBytes(state));
    }
}
