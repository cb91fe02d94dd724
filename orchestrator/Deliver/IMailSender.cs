// The seam to the mail server. MailKit stands behind it; another library could.
namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Sends mails. One caller at a time.</summary>
public interface IMailSender
{
    /// <summary>Makes one attempt. Refusals and broken connections are results, not exceptions.</summary>
    Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken cancel);

    /// <summary>Closes the connection that the mails since the last call shared.</summary>
    Task EndBatchAsync();
}
