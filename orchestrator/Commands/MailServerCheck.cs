// The mail server's part of `axmonitor check`: connects, encrypts and logs in exactly as a mail does, and
// sends none.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Checks the way to the mail server.</summary>
public static class MailServerCheck
{
    private const string Subject = "mail server";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>What is found.</summary>
    public static async Task<CheckFinding> RunAsync(SmtpOptions? smtp, CancellationToken cancel)
    {
        if (smtp is null)
        {
            return Bad(
                "none is configured, so no alert will reach anyone",
                "set AXMONITOR__Smtp__Host and AXMONITOR__Smtp__From"
            );
        }

        var where = $"{smtp.Host}:{smtp.Port}";
        using var connector = new SmtpConnector(smtp, TimeProvider.System);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            using var session = await connector.OpenAsync(patience.Token);
            var protection = session.IsEncrypted ? $"over {session.SslProtocol}" : "without encryption";
            await session.DisconnectAsync(quit: true, patience.Token);
            var offers = session.OffersUtf8 ? "" : "; it takes ASCII addresses only";
            var login = smtp.UserName is { } user ? $"accepts the login of {user}" : "answers; no login is configured";
            return new CheckFinding(Subject, IsGood: true, $"{where} {login}, {protection}{offers}", Remedy: null);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Bad(
                $"{where} does not answer within {Patience.TotalSeconds:0} s",
                "open the port, or correct Smtp:Host, Smtp:Port and Smtp:Security"
            );
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            var trouble = SmtpTrouble.Of(e);
            return Bad($"{where} cannot be used: {trouble.What}", trouble.Remedy);
        }
    }

    private static CheckFinding Bad(string what, string remedy) => new(Subject, IsGood: false, what, remedy);
}
