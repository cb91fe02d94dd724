// Passwords: how they are kept, what a good one is, and first ones that nobody guesses.
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Hashes, checks and makes passwords.</summary>
public static class DeskPasswords
{
    /// <summary>Fewest characters.</summary>
    public const int MinLength = 12;

    /// <summary>Most characters.</summary>
    public const int MaxLength = 128;

    // Without characters that look alike.
    private const string Letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    // PBKDF2 with HMAC-SHA512, as OWASP asks for in 2023.
    private static readonly PasswordHasher<string> Hasher = new(
        Options.Create(new PasswordHasherOptions { IterationCount = 210_000 })
    );

    private static readonly string NobodysHash = Hash(MakeFirst());

    /// <summary>How a password is kept.</summary>
    public static string Hash(string password) => Hasher.HashPassword("", password);

    /// <summary>Whether a password is right. Takes as long when nobody has the name (hash null), and then is
    /// never right.</summary>
    public static PasswordVerificationResult Verify(string? hash, string password)
    {
        var result = Hasher.VerifyHashedPassword("", hash ?? NobodysHash, password);
        return hash is null ? PasswordVerificationResult.Failed : result;
    }

    /// <summary>A first password of 95 bits.</summary>
    public static string MakeFirst() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 4)));

    /// <summary>What is wrong with a password that somebody chose; null when nothing is.</summary>
    public static string? Fault(string? password, string userName)
    {
        if (password is null || password.Length < MinLength)
        {
            return $"A password has at least {MinLength} characters: a few words are easier to remember than signs.";
        }

        if (password.Length > MaxLength)
        {
            return $"A password has at most {MaxLength} characters.";
        }

        if (password.Contains(userName, StringComparison.OrdinalIgnoreCase))
        {
            return "The password contains the user name.";
        }

        return password.Distinct().Count() < 5 ? "The password repeats too few characters." : null;
    }
}
