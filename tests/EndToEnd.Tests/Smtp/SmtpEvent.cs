// What smtp_server.py reports of one message.
namespace AxMonitor.EndToEnd.Tests.Smtp;

/// <summary>A message that was taken ("message") or turned away ("refused").</summary>
internal sealed record SmtpEvent(string Event, string Subject, string MessageId, string[] To, string? Text, string? Html);
