// One key for all tests of the protocol: making one takes longer than most of them. The tests with the engine
// use the endpoint's own.
using System.Security.Cryptography.X509Certificates;
using AxMonitor.Engine.Tds.Login;

namespace AxMonitor.Engine.Tds.Tests;

internal static class SharedCertificate
{
    public static X509Certificate2 Value { get; } = ServerCertificate.Create(DateTimeOffset.UtcNow);
}
