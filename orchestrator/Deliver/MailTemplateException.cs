// Thrown when a notification cannot be made into a mail: the template or the payload is wrong, and stays
// wrong.
namespace AxMonitor.Orchestrator.Deliver;

/// <summary>A mail cannot be rendered.</summary>
public sealed class MailTemplateException : Exception
{
    public MailTemplateException(string message)
        : base(message) { }

    public MailTemplateException(string message, Exception inner)
        : base(message, inner) { }
}
