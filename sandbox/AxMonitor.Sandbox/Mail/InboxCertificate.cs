// The certificate of the inbox, made anew for each run and signed by itself. Its public part stands in a
// file, which senders name as a root they trust.
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AxMonitor.Sandbox.Mail;

/// <summary>A self-signed certificate for 127.0.0.1 and localhost.</summary>
internal sealed class InboxCertificate : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private InboxCertificate(X509Certificate2 certificate, string file)
    {
        Certificate = certificate;
        File = file;
    }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>PEM file without the key.</summary>
    public string File { get; }

    public static InboxCertificate Create(string file)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(
            "CN=AxMonitor sandbox inbox",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));

        // Certificates are judged by the machine's clock, whatever clock the sandbox goes by.
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));

        // Windows hands out keys to TLS only from a key store, and this is the way into one.
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
        System.IO.File.WriteAllText(file, certificate.ExportCertificatePem());
        return new InboxCertificate(certificate, file);
    }

    public void Dispose() => Certificate.Dispose();
}
