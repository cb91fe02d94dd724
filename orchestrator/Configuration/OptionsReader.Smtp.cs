// The mail settings. Secrets go over the network only where it is encrypted, or where it does not leave the
// machine.
using System.Net;
using System.Security.Cryptography;
using AxMonitor.Orchestrator.Deliver;

namespace AxMonitor.Orchestrator.Configuration;

public sealed partial class OptionsReader
{
    private SmtpOptions? Smtp()
    {
        var smtp = _settings.Smtp;
        if (smtp == new SmtpSettings())
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(smtp.Host))
        {
            Wrong("Smtp:Host", smtp.Host, "the name of the mail server, such as smtp.contoso.com");
        }

        if (!MailRecipient.TryParse(smtp.From ?? "", out _, out _))
        {
            Wrong("Smtp:From", smtp.From, "an address such as axmonitor@contoso.com");
        }

        return new SmtpOptions
        {
            Host = smtp.Host ?? "",
            Port = smtp.Port ?? (smtp.Security == SmtpSecurity.Tls ? 465 : 587),
            From = smtp.From ?? "",
            Security = smtp.Security,
            TrustedRootFile = TrustedRootFile(smtp),
            CheckRevocation = smtp.CheckRevocation,
            UserName = UserName(smtp),
            Password = smtp.PasswordSecret is { } secret ? Secret(secret, "Smtp:PasswordSecret") : null,
            Token = Token(smtp),
            Timeout = TimeSpan.FromSeconds(smtp.TimeoutSeconds),
        };
    }

    private string? UserName(SmtpSettings smtp)
    {
        var hasPassword = smtp.PasswordSecret is not null;
        var hasToken = smtp.TokenEndpoint is not null;
        if (smtp.UserName is null)
        {
            if (hasPassword || hasToken)
            {
                Wrong("Smtp:UserName", null, $"the login that Smtp:{(hasToken ? "TokenEndpoint" : "PasswordSecret")} belongs to");
            }

            return null;
        }

        if (hasPassword == hasToken)
        {
            Wrong("Smtp:UserName", smtp.UserName, "accompanied by either Smtp:PasswordSecret or Smtp:TokenEndpoint");
        }

        if (smtp.Security == SmtpSecurity.None && !IsLoopback(smtp.Host ?? ""))
        {
            Wrong(
                "Smtp:Security",
                nameof(SmtpSecurity.None),
                "StartTls or Tls where Smtp:UserName is set, since the login would be readable on the network"
            );
        }

        return smtp.UserName;
    }

    private SmtpTokenOptions? Token(SmtpSettings smtp)
    {
        if (smtp.TokenEndpoint is null)
        {
            (string Key, string? Value)[] others =
            [
                ("Smtp:TokenClientId", smtp.TokenClientId),
                ("Smtp:TokenSecret", smtp.TokenSecret),
                ("Smtp:TokenScope", smtp.TokenScope),
            ];
            foreach (var (key, _) in others.Where(o => o.Value is not null))
            {
                _problems.Add(
                    $"{Full(key)} is set without {Full("Smtp:TokenEndpoint")}; set both for a login by XOAUTH2, or neither."
                );
            }

            return null;
        }

        if (
            !Uri.TryCreate(smtp.TokenEndpoint, UriKind.Absolute, out var uri)
            || !(uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback))
        )
        {
            Wrong(
                "Smtp:TokenEndpoint",
                smtp.TokenEndpoint,
                "an https address such as https://login.microsoftonline.com/TENANT/oauth2/v2.0/token"
            );
            return null;
        }

        if (smtp.TokenClientId is null)
        {
            Wrong("Smtp:TokenClientId", null, "the id of the application that may send mail");
        }

        if (smtp.TokenSecret is null)
        {
            Wrong("Smtp:TokenSecret", null, "the name of the secret that holds that application's secret");
        }

        return new SmtpTokenOptions
        {
            Endpoint = uri,
            ClientId = smtp.TokenClientId ?? "",
            ClientSecret = smtp.TokenSecret is { } secret ? Secret(secret, "Smtp:TokenSecret") ?? "" : "",
            Scope = smtp.TokenScope ?? SmtpTokenOptions.ExchangeOnlineScope,
        };
    }

    private string? TrustedRootFile(SmtpSettings smtp)
    {
        if (smtp.TrustedRootFile is not { } file)
        {
            return null;
        }

        try
        {
            CertificateCheck.ReadRoots(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            _problems.Add(
                $"{Full("Smtp:TrustedRootFile")} cannot be used: {FirstSentence(e.Message)}; it must be a readable file of certificates in PEM or DER format."
            );
        }

        return file;
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
