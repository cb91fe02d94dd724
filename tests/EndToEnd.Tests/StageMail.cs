// The mail server of a test, as companies have it: STARTTLS with a certificate of their own root, and a
// login.
using System.Globalization;
using AxMonitor.Tests.Shared;

namespace AxMonitor.EndToEnd.Tests;

/// <summary>A mail server with the settings of an orchestrator that sends to it.</summary>
internal sealed class StageMail : IAsyncDisposable
{
    private const string UserName = "axmonitor";
    private const string Password = "Mail-1";
    private readonly TestCertificates _certificates = new();
    private readonly TempFolder _folder = new();

    public StageMail()
    {
        Server = TestMailServer.Start(
            new TestMailServerSetup
            {
                Chain = _certificates.Server(),
                UserName = UserName,
                Password = Password,
            }
        );
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AXMONITOR__Smtp__Host"] = "127.0.0.1",
            ["AXMONITOR__Smtp__Port"] = Server.Port.ToString(CultureInfo.InvariantCulture),
            ["AXMONITOR__Smtp__From"] = "axmonitor@contoso.example",
            ["AXMONITOR__Smtp__TrustedRootFile"] = _folder.Write("root.pem", _certificates.RootPem),
            ["AXMONITOR__Smtp__UserName"] = UserName,
            ["AXMONITOR__Smtp__PasswordSecret"] = "Mail",
            ["AXMONITOR__Secrets__Mail"] = Password,
        };
    }

    public TestMailServer Server { get; }

    public IReadOnlyDictionary<string, string> Settings { get; }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _certificates.Dispose();
        _folder.Dispose();
    }
}
