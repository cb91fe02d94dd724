// A certificate authority of a test's own: root, intermediate and the certificates it issues to servers.
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AxMonitor.Tests.Shared.Mail;

/// <summary>Issues server certificates below an intermediate below a root that no machine knows.</summary>
public sealed class TestCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private readonly List<X509Certificate2> _issued = [];
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;

    public TestCertificates()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _root = Kept(Request("CN=AxMonitor test root", rootKey, isAuthority: true).CreateSelfSigned(From(-400), From(400)));
        _intermediate = Issue(_root, "CN=AxMonitor test intermediate", isAuthority: true, -300, 300);
    }

    /// <summary>The root as PEM, the form in which administrators have it.</summary>
    public string RootPem => _root.ExportCertificatePem();

    /// <summary>The root as DER.</summary>
    public byte[] RootDer => _root.Export(X509ContentType.Cert);

    /// <summary>A server's certificate, to be handed out with the intermediate.</summary>
    /// <param name="host">The name it is for; 127.0.0.1 makes it an address.</param>
    /// <param name="fromDays">Valid from, in days from now.</param>
    /// <param name="untilDays">Valid until, in days from now.</param>
    /// <param name="withIntermediate">False for a server that forgets the intermediate.</param>
    public SslStreamCertificateContext Server(
        string host = "127.0.0.1",
        int fromDays = -30,
        int untilDays = 30,
        bool withIntermediate = true
    )
    {
        var leaf = Issue(_intermediate, "CN=mail server", isAuthority: false, fromDays, untilDays, host);
        return SslStreamCertificateContext.Create(leaf, withIntermediate ? [_intermediate] : [], offline: true);
    }

    /// <summary>The chain and key of a server's certificate, in the one file that servers elsewhere
    /// take.</summary>
    public string ServerPem(string host = "127.0.0.1")
    {
        var leaf = Server(host).TargetCertificate;
        using var key = leaf.GetECDsaPrivateKey()!;
        return string.Join(
            '\n',
            key.ExportPkcs8PrivateKeyPem(),
            leaf.ExportCertificatePem(),
            _intermediate.ExportCertificatePem(),
            ""
        );
    }

    public void Dispose() => _issued.ForEach(c => c.Dispose());

    private X509Certificate2 Issue(
        X509Certificate2 issuer,
        string subject,
        bool isAuthority,
        int fromDays,
        int untilDays,
        string? host = null
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(subject, key, isAuthority);
        if (host is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }

            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(
                new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false)
            );
        }

        using var bare = request.Create(issuer, From(fromDays), From(untilDays), RandomNumberGenerator.GetBytes(8));
        return Kept(bare.CopyWithPrivateKey(key));
    }

    private static CertificateRequest Request(string subject, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static DateTimeOffset From(int days) => DateTimeOffset.UtcNow.AddDays(days);

    private X509Certificate2 Kept(X509Certificate2 certificate)
    {
        _issued.Add(certificate);
        return certificate;
    }
}
