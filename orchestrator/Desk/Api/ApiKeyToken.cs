// A key of the API: random, recognizable by how it begins (secret scanners look for that), and known to the
// repository by its hash alone.
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>Makes keys and their hashes.</summary>
public static class ApiKeyToken
{
    private const string Start = "axm_";
    private const int RandomBytes = 32;
    private const int PrefixLength = 12;

    /// <summary>How many characters a key has.</summary>
    public static int Length { get; } = Make().Length;

    /// <summary>A new key.</summary>
    public static string Make() => Start + WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>What lists and the audit show of it.</summary>
    public static string Prefix(string key) => key[..PrefixLength];

    /// <summary>As desk.ApiKey keeps it.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.ASCII.GetBytes(key));

    /// <summary>Whether it can be a key at all.</summary>
    public static bool IsOne(string text) =>
        text.Length == Length
        && text.StartsWith(Start, StringComparison.Ordinal)
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
