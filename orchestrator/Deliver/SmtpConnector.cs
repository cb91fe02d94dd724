// Opens connections to the mail server as the settings say: encryption, certificate, login. Mails and
// `axmonitor check` take the same way.
using System.Security.Cryptography.X509Certificates;
using AxMonitor.Orchestrator.Configuration;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Connects and logs in.</summary>
/// <param name="options">The mail server.</param>
/// <param name="time">The clock.</param>
/// <param name="now">The same with the secrets as they are now; null: they do not change.</param>
public sealed class SmtpConnector(SmtpOptions options, TimeProvider time, Func<SmtpOptions?>? now = null) : IDisposable
{
    private readonly AccessTokens? _tokens = options.Token is { } token
        ? new AccessTokens(token, time, () => (now?.Invoke()?.Token ?? token).ClientSecret)
        : null;

    /// <summary>A connection over which mails can be sent. Whatever prevents it is thrown; <see
    /// cref="SmtpTrouble"/> words it.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <param name="usesUtf8">For recipients with characters beyond ASCII before the @.</param>
    internal async Task<SmtpSession> OpenAsync(CancellationToken cancel, bool usesUtf8 = false)
    {
        var session = new SmtpSession { CheckCertificateRevocation = options.CheckRevocation };
        try
        {
            // Waiting is limited by the caller's token, whose clock may be a test's.
            session.Timeout = Timeout.Infinite;
            var check = new CertificateCheck(options.Host, TrustedRoots(), options.CheckRevocation);
            session.ServerCertificateValidationCallback = check.IsTrusted;
            await ConnectAsync(session, check, cancel);
            await LogInAsync(session, cancel);
            session.NoteOffers(usesUtf8);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _tokens?.Dispose();

    private X509Certificate2Collection TrustedRoots() =>
        options.TrustedRootFile is { } file ? CertificateCheck.ReadRoots(file) : [];

    private async Task ConnectAsync(SmtpClient client, CertificateCheck check, CancellationToken cancel)
    {
        try
        {
            await client.ConnectAsync(options.Host, options.Port, SocketOptions(options.Security), cancel);
        }
        catch (SslHandshakeException e) when (check.Refusal is { } refusal)
        {
            throw new SslHandshakeException(refusal, e);
        }
    }

    private async Task LogInAsync(SmtpClient client, CancellationToken cancel)
    {
        if (options.UserName is not { Length: > 0 } user)
        {
            return;
        }

        if (_tokens is null)
        {
            var login = now?.Invoke() ?? options;
            await client.AuthenticateAsync(login.UserName ?? user, login.Password ?? "", cancel);
            return;
        }

        var token = await _tokens.GetAsync(cancel);
        try
        {
            await client.AuthenticateAsync(new SaslMechanismOAuth2(user, token), cancel);
        }
        catch (AuthenticationException)
        {
            // It may have been withdrawn; keeping it would repeat the refusal until it expires.
            _tokens.Discard();
            throw;
        }
    }

    private static SecureSocketOptions SocketOptions(SmtpSecurity security) =>
        security switch
        {
            SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
            SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
            _ => SecureSocketOptions.None,
        };
}
