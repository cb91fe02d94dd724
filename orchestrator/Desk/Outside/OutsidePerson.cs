// Somebody of whom others say who it is.
using System.Security.Cryptography;
using System.Text;

namespace AxMonitor.Orchestrator.Desk.Outside;

/// <summary>Who it is.</summary>
/// <param name="Way">How we know: one of <see cref="SignInWays"/>.</param>
/// <param name="Issuer">Who says it.</param>
/// <param name="Subject">What the person is known by there, which stays when the name changes.</param>
/// <param name="Name">What people call the person there.</param>
/// <param name="Role">What the groups stand for.</param>
/// <param name="How">By whom and as whom, for the audit.</param>
public sealed record OutsidePerson(string Way, string Issuer, string Subject, string? Name, DeskRole Role, string How)
{
    private const int LongestName = 64;
    private const int LongestHow = 400;

    /// <summary>What the repository tells accounts by. Lengths stand in it, so that no two persons run
    /// together.</summary>
    public byte[] IdentityHash =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Way}\n{Issuer.Length}:{Issuer}\n{Subject.Length}:{Subject}"));

    /// <summary>The name as an account may have it: another character becomes '_'. It is never one of a
    /// program, since those have a colon.</summary>
    public string UserName
    {
        get
        {
            var name = (string.IsNullOrWhiteSpace(Name) ? Subject : Name).Trim();
            var text = new StringBuilder(LongestName);
            foreach (var c in name.AsSpan(0, Math.Min(name.Length, LongestName)))
            {
                text.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '@' or '\\' ? c : '_');
            }

            return text.ToString();
        }
    }

    /// <summary>As the audit has room for it.</summary>
    public string HowText => How.Length > LongestHow ? How[..LongestHow] : How;
}
