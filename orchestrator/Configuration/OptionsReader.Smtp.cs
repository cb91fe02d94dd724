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
        if (!_settings.GetSection("Smtp").GetChildren().Any(c => !string.IsNullOrEmpty(c.Value)))
        {
            return null;
        }

        var host = _settings["Smtp:Host"] ?? "";
        if (string.IsNullOrWhiteSpace(host))
        {
            Wrong("Smtp:Host", host, "the name of the mail server, such as smtp.contoso.com");
        }

        var from = _settings["Smtp:From"] ?? "";
        if (!MailRecipient.TryParse(from, out _, out _))
        {
            Wrong("Smtp:From", from, "an address such as axmonitor@contoso.com");
        }

        var security = Choice("Smtp:Security", SmtpSecurity.StartTls);
        return new SmtpOptions
        {
            Host = host,
            Port = Number("Smtp:Port", security == SmtpSecurity.Tls ? 465 : 587, 1, 65535),
            From = from,
            Security = security,
            TrustedRootFile = TrustedRootFile(),
            CheckRevocation = Flag("Smtp:CheckRevocation", fallback: false),
            UserName = UserName(host, security),
            Password = Password(),
            Token = Token(),
            Timeout = Seconds("Smtp:TimeoutSeconds", TimeSpan.FromSeconds(20), 1, 300),
        };
    }

    private string? UserName(string host, SmtpSecurity security)
    {
        var user = _settings["Smtp:UserName"];
        var hasPassword = _settings["Smtp:PasswordSecret"] is { Length: > 0 };
        var hasToken = _settings["Smtp:TokenEndpoint"] is { Length: > 0 };
        if (string.IsNullOrEmpty(user))
        {
            if (hasPassword || hasToken)
            {
                Wrong("Smtp:UserName", null, $"the login that Smtp:{(hasToken ? "TokenEndpoint" : "PasswordSecret")} belongs to");
            }

            return null;
        }

        if (hasPassword == hasToken)
        {
            Wrong("Smtp:UserName", user, "accompanied by either Smtp:PasswordSecret or Smtp:TokenEndpoint");
        }

        if (security == SmtpSecurity.None && !IsLoopback(host))
        {
            Wrong(
                "Smtp:Security",
                nameof(SmtpSecurity.None),
                "StartTls or Tls where Smtp:UserName is set, since the login would be readable on the network"
            );
        }

        return user;
    }

    private string? Password() =>
        _settings["Smtp:PasswordSecret"] is { Length: > 0 } name ? Secret(name, "Smtp:PasswordSecret") : null;

    private SmtpTokenOptions? Token()
    {
        var endpoint = _settings["Smtp:TokenEndpoint"];
        if (string.IsNullOrEmpty(endpoint))
        {
            foreach (
                var key in new[] { "Smtp:TokenClientId", "Smtp:TokenSecret", "Smtp:TokenScope" }.Where(k =>
                    _settings[k] is { Length: > 0 }
                )
            )
            {
                _problems.Add(
                    $"{Full(key)} is set without {Full("Smtp:TokenEndpoint")}; set both for a login by XOAUTH2, or neither."
                );
            }

            return null;
        }

        if (
            !Uri.TryCreate(endpoint, UriKind.Absolute, out var uri)
            || !(uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback))
        )
        {
            Wrong(
                "Smtp:TokenEndpoint",
                endpoint,
                "an https address such as https://login.microsoftonline.com/TENANT/oauth2/v2.0/token"
            );
            return null;
        }

        var secret = Required("Smtp:TokenSecret", "the name of the secret that holds that application's secret");
        return new SmtpTokenOptions
        {
            Endpoint = uri,
            ClientId = Required("Smtp:TokenClientId", "the id of the application that may send mail"),
            ClientSecret = secret.Length > 0 ? Secret(secret, "Smtp:TokenSecret") ?? "" : "",
            Scope = _settings["Smtp:TokenScope"] is { Length: > 0 } scope ? scope : SmtpTokenOptions.ExchangeOnlineScope,
        };
    }

    private string? TrustedRootFile()
    {
        if (_settings["Smtp:TrustedRootFile"] is not { Length: > 0 } file)
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

    private string Required(string key, string right)
    {
        if (_settings[key] is { Length: > 0 } value)
        {
            return value;
        }

        Wrong(key, null, right);
        return "";
    }

    private bool Flag(string key, bool fallback)
    {
        var text = _settings[key];
        if (string.IsNullOrEmpty(text))
        {
            return fallback;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        Wrong(key, text, "true or false");
        return fallback;
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
