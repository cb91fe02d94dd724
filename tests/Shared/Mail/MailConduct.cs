// How the mail server of the tests treats a message, step by step of SMTP.
using SmtpServer.Protocol;

namespace AxMonitor.Tests.Shared.Mail;

/// <summary>Treatment of one message. The default takes it.</summary>
public sealed record MailConduct
{
    public static MailConduct Accept { get; } = new();

    /// <summary>Answer to the sender instead of yes.</summary>
    public SmtpResponse? Sender { get; init; }

    /// <summary>Answers to single recipients instead of yes, by address; <c>*</c> is every other
    /// one.</summary>
    public IReadOnlyDictionary<string, SmtpResponse> Recipients { get; init; } = new Dictionary<string, SmtpResponse>();

    /// <summary>Answer to the content instead of yes.</summary>
    public SmtpResponse? Content { get; init; }

    /// <summary>Breaks the connection instead of answering about a recipient.</summary>
    public bool CutsAtRecipient { get; init; }

    /// <summary>Takes the content, then breaks the connection instead of answering.</summary>
    public bool CutsAfterContent { get; init; }

    /// <summary>The answer to a recipient waits for this.</summary>
    public Task RecipientAnswer { get; init; } = Task.CompletedTask;

    /// <summary>The answer to the content waits for this.</summary>
    public Task ContentAnswer { get; init; } = Task.CompletedTask;

    public static MailConduct RefuseContent(int code, string text = "as the test wants it") =>
        new() { Content = Reply(code, text) };

    public static MailConduct RefuseSender(int code, string text) => new() { Sender = Reply(code, text) };

    public static MailConduct Refuse(params (string Address, int Code, string Text)[] recipients) =>
        new()
        {
            Recipients = recipients.ToDictionary(r => r.Address, r => Reply(r.Code, r.Text), StringComparer.OrdinalIgnoreCase),
        };

    private static SmtpResponse Reply(int code, string text) => new((SmtpReplyCode)code, text);
}
