// One message that the sandbox's inbox accepted, with what a reader or a test wants to know about it.
namespace AxMonitor.Sandbox.Mail;

/// <summary>An accepted message.</summary>
/// <param name="Recipients">Envelope recipients.</param>
/// <param name="Subject">Decoded Subject header.</param>
/// <param name="File">Path of the .eml file that holds it.</param>
/// <param name="ReceivedAt">UTC time at which the server took responsibility for it.</param>
public sealed record ReceivedMail(IReadOnlyList<string> Recipients, string Subject, string File, DateTimeOffset ReceivedAt);
