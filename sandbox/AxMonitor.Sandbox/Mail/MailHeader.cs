// Reads the Subject of a message: unfolds continuation lines and decodes RFC 2047 words, which the
// framework's own mail classes write but cannot read.
using System.Text;
using System.Text.RegularExpressions;

namespace AxMonitor.Sandbox.Mail;

/// <summary>Header access for stored messages.</summary>
internal static partial class MailHeader
{
    /// <summary>The decoded Subject, or an empty string when there is none.</summary>
    public static string Subject(string message)
    {
        var subject = new StringBuilder();
        var inside = false;
        foreach (var line in message.Split("\r\n"))
        {
            if (line.Length == 0)
            {
                break;
            }

            if (inside && line[0] is ' ' or '\t')
            {
                subject.Append(' ').Append(line.Trim());
                continue;
            }

            inside = line.StartsWith("Subject:", StringComparison.OrdinalIgnoreCase);
            if (inside)
            {
                subject.Append(line["Subject:".Length..].Trim());
            }
        }

        var adjacent = BetweenWords().Replace(subject.ToString(), "${end}");
        return EncodedWord().Replace(adjacent, Decode);
    }

    private static string Decode(Match word)
    {
        var encoding = Encoding.GetEncoding(word.Groups["charset"].Value);
        var body = word.Groups["text"].Value;
        if (word.Groups["kind"].Value is "B" or "b")
        {
            return encoding.GetString(Convert.FromBase64String(body));
        }

        var bytes = new List<byte>();
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] == '=' && i + 2 < body.Length)
            {
                bytes.Add(Convert.ToByte(body.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.Add(body[i] == '_' ? (byte)' ' : (byte)body[i]);
            }
        }

        return encoding.GetString([.. bytes]);
    }

    [GeneratedRegex(@"=\?(?<charset>[^?]+)\?(?<kind>[BbQq])\?(?<text>[^?]*)\?=", RegexOptions.None, 1000)]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"(?<end>\?=)\s+(?==\?)", RegexOptions.None, 1000)]
    private static partial Regex BetweenWords();
}
