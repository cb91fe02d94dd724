// Sessions: a cookie holds a random token, the repository its hash. Asked at every request, so that a role
// that changes or a sign-out elsewhere takes effect at once, and every copy of the desk knows every session.
using System.Security.Claims;
using System.Security.Cryptography;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk.Outside;
using Microsoft.AspNetCore.WebUtilities;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Reads and writes the session's cookie.</summary>
public sealed class DeskSessions(DeskAccounts accounts, DeskOptions options)
{
    private const int TokenBytes = 32;
    private const string PlainName = "axmonitor-desk";

    /// <summary>Learns who sends a request.</summary>
    public async Task FindAsync(HttpContext context, RequestDelegate next)
    {
        if (
            context.Request.Cookies[CookieName(context)] is { Length: > 0 } text
            && Token(text) is { } token
            && SHA256.HashData(token) is var hash
            && await accounts.FindSessionAsync(hash, context.RequestAborted) is { } session
            && SignInWays.IsOn(session.Way, options)
            && IsStill(session, HostPerson.Of(context))
        )
        {
            context.Features.Set(
                new DeskPerson(
                    session.AccountId,
                    session.UserName,
                    DeskRoles.Parse(session.RoleName),
                    session.MustChangePassword,
                    hash
                )
                {
                    Way = session.Way,
                }
            );

            // Forms are bound to it: one that was made for somebody else is refused.
            context.User = new ClaimsPrincipal(
                new ClaimsIdentity(
                    [new(ClaimTypes.NameIdentifier, Convert.ToHexString(hash)), new(ClaimTypes.Name, session.UserName)],
                    "desk"
                )
            );
        }

        await next(context);
    }

    /// <summary>Begins a session.</summary>
    public async Task BeginAsync(HttpContext context, DeskAccount account, string? newHash)
    {
        var token = RandomNumberGenerator.GetBytes(TokenBytes);
        await accounts.SignInAsync(
            account.AccountId!.Value,
            SHA256.HashData(token),
            ClientAddress(context),
            newHash,
            context.RequestAborted
        );
        context.Response.Cookies.Append(CookieName(context), WebEncoders.Base64UrlEncode(token), Cookie(context));
    }

    /// <summary>Begins a session of somebody whom others know, unless the account is disabled or the name is
    /// another's.</summary>
    public async Task<OutsideOutcome> BeginAsync(HttpContext context, OutsidePerson person)
    {
        var token = RandomNumberGenerator.GetBytes(TokenBytes);
        var result = await accounts.SignInFromOutsideAsync(
            person,
            SHA256.HashData(token),
            ClientAddress(context),
            context.RequestAborted
        );
        if (result.AccountId is not null)
        {
            context.Response.Cookies.Append(CookieName(context), WebEncoders.Base64UrlEncode(token), Cookie(context));
        }

        return result;
    }

    /// <summary>Ends a session, or all of its account.</summary>
    public async Task EndAsync(HttpContext context, DeskPerson person, bool isEverywhere)
    {
        await accounts.SignOutAsync(person.TokenHash, isEverywhere, context.RequestAborted);
        context.Response.Cookies.Delete(CookieName(context), Cookie(context));
    }

    /// <summary>Where a request comes from.</summary>
    public static string ClientAddress(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "unknown";
    }

    /// <summary>Whether the reader's way here is encrypted.</summary>
    public static bool IsSecure(HttpContext context) => context.Request.IsHttps;

    /// <summary>Whether the host still says that it is this person, in the same role: who has another
    /// person's cookie, or comes by another way, has no session.</summary>
    private static bool IsStill(DeskSession session, OutsidePerson? host) =>
        session.Way is not (SignInWays.Proxy or SignInWays.Windows)
        || (
            host is not null
            && host.Way == session.Way
            && host.Role.Name() == session.RoleName
            && host.IdentityHash.AsSpan().SequenceEqual(session.IdentityHash)
        );

    private static string CookieName(HttpContext context) => IsSecure(context) ? "__Host-" + PlainName : PlainName;

    private static CookieOptions Cookie(HttpContext context) =>
        new()
        {
            HttpOnly = true,
            Secure = IsSecure(context),
            SameSite = SameSiteMode.Lax,
            Path = "/",
            IsEssential = true,
        };

    private static byte[]? Token(string text)
    {
        try
        {
            return WebEncoders.Base64UrlDecode(text) is { Length: TokenBytes } token ? token : null;
        }
        catch (FormatException)
        {
            // Not ours.
            return null;
        }
    }
}
