// The seam to the mail server. System.Net.Mail stands behind it; another library could.
namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Sends mails.</summary>
public interface IMailSender
{
    /// <summary>Makes one attempt. Refusals and broken connections are results, not exceptions.</summary>
    Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken cancel);
}
