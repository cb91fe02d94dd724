// Checks the mail server's certificate: as the operating system does and, where only the root is unknown to
// it, against the roots of a file. Name, validity and purpose are checked either way.
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Judges one certificate and keeps the reason of a refusal.</summary>
internal sealed class CertificateCheck(string host, X509Certificate2Collection trustedRoots, bool checkRevocation)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Why the certificate was refused; null before and when it was not.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The roots of a PEM or DER file.</summary>
    public static X509Certificate2Collection ReadRoots(string file)
    {
        var roots = new X509Certificate2Collection();
        var bytes = File.ReadAllBytes(file);
        if (bytes.AsSpan().IndexOf("-----BEGIN"u8) >= 0)
        {
            roots.ImportFromPem(System.Text.Encoding.ASCII.GetString(bytes));
        }
        else
        {
            roots.Add(X509CertificateLoader.LoadCertificate(bytes));
        }

        return roots.Count > 0 ? roots : throw new CryptographicException($"'{file}' holds no certificate.");
    }

    /// <summary>The callback of the TLS handshake.</summary>
    public bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Refusal = null;
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (certificate is not X509Certificate2 leaf || chain is null)
        {
            Refusal = "the server presents no certificate";
        }
        else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            Refusal = $"the certificate '{leaf.Subject}' is not issued for {host}";
        }
        else
        {
            Refusal = Problems(leaf, chain);
        }

        return Refusal is null;
    }

    private string? Problems(X509Certificate2 leaf, X509Chain systemChain)
    {
        if (trustedRoots.Count == 0)
        {
            return Text(leaf, systemChain);
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trustedRoots);
        chain.ChainPolicy.ExtraStore.AddRange(systemChain.ChainPolicy.ExtraStore);
        chain.ChainPolicy.RevocationMode = checkRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        return chain.Build(leaf) ? null : Text(leaf, chain);
    }

    private static string Text(X509Certificate2 leaf, X509Chain chain) =>
        $"the certificate '{leaf.Subject}' is not trusted: "
        + string.Join(
            "; ",
            chain.ChainStatus.Select(s => $"{s.Status}, {s.StatusInformation.Trim()}").Distinct(StringComparer.Ordinal)
        );
}
