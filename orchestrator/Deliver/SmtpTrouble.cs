// What an error on the way to the mail server means to people: what happened, and which setting or part to
// look at. The remedies are `axmonitor check`'s; the reasons also stand in the outbox.
using System.Net.Sockets;
using System.Security.Cryptography;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>An error of the connection or the login.</summary>
/// <param name="What">What happened.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record SmtpTrouble(string What, string Remedy)
{
    /// <summary>The trouble behind an exception.</summary>
    public static SmtpTrouble Of(Exception error) =>
        error switch
        {
            SslHandshakeException => new(
                OneLine(error),
                "give the mail server a valid certificate for the name in Smtp:Host; "
                    + "where its root is the company's own, name that root's file in Smtp:TrustedRootFile"
            ),
            AuthenticationException or SaslException => new(
                "the login is refused: " + OneLine(error),
                "correct Smtp:UserName and the secret that belongs to it"
            ),
            AccessTokenException => new(
                OneLine(error),
                "correct Smtp:TokenEndpoint, TokenClientId, TokenScope or the secret named by TokenSecret"
            ),
            ServiceNotAuthenticatedException => new(
                "the server wants a login: " + OneLine(error),
                "set Smtp:UserName with Smtp:PasswordSecret or Smtp:TokenSecret"
            ),
            NotSupportedException => new(
                OneLine(error),
                "correct Smtp:Security or Smtp:UserName: the server does not offer what they ask for"
            ),
            CryptographicException => new(
                "Smtp:TrustedRootFile: " + OneLine(error),
                "name a file of certificates in PEM or DER format"
            ),
            SmtpCommandException e => new(
                $"{(int)e.StatusCode} {OneLine(e)}",
                "look into the mail server's log why it turns this machine away"
            ),
            ProtocolException or SocketException or IOException => new(
                OneLine(error),
                "start the server, open the port, or correct Smtp:Host, Smtp:Port and Smtp:Security"
            ),
            UnauthorizedAccessException => new(OneLine(error), "let the service's account read the file"),
            _ => new($"{error.GetType().Name}: {OneLine(error)}", "correct AxMonitor:Smtp"),
        };

    private static string OneLine(Exception error) => new HeaderText(error.Message).ToString();
}
