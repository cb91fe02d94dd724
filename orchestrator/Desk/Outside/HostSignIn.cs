// Who sends a request, as what stands before the desk says: IIS by the Windows account that it has seen, a
// proxy by headers. A header counts from the proxy's addresses and with its secret alone; from anywhere else
// it is an attempt to be somebody, and the request is refused.
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using AxMonitor.Orchestrator.Configuration;
using Microsoft.Extensions.Primitives;

namespace AxMonitor.Orchestrator.Desk.Outside;

/// <summary>Learns from the host who sends a request.</summary>
internal sealed class HostSignIn(OrchestratorOptions options, OutsideSignIn signIn)
{
    private static readonly char[] BetweenGroups = [';', ','];

    /// <summary>Whether anything that stands before the desk says who people are.</summary>
    public static bool IsOn(DeskOptions options) => options.Proxy is not null || options.Windows is not null;

    /// <summary>Keeps who it is for those behind. Before the client's address is taken from headers, since it
    /// is the proxy's own that counts.</summary>
    public async Task FindAsync(HttpContext context, RequestDelegate next)
    {
        // IIS has set it, or nobody. The desk's own session takes its place.
        var user = context.User;
        context.User = new ClaimsPrincipal();
        if (options.Desk.Proxy is { } proxy && !Api.ApiClients.IsCall(context))
        {
            await ReadAsync(context, options.Current().Desk.Proxy ?? proxy);
        }

        if (options.Desk.Windows is { } groups && user.Identity is { IsAuthenticated: true })
        {
            context.Features.Set(new HostPerson(PersonOf(user, groups)));
        }

        await next(context);
    }

    /// <summary>Who a Windows account is, by its SID where there is one.</summary>
    internal static OutsidePerson PersonOf(ClaimsPrincipal user, RoleGroups groups)
    {
        var name = user.Identity!.Name ?? throw new DeskRefusedException("The host did not say who you are.");
        var subject = user.FindFirstValue(ClaimTypes.PrimarySid) ?? name.ToUpperInvariant();
        var role = SignInWays.RoleOf(
            groups,
            group =>
                group.StartsWith("S-1-", StringComparison.OrdinalIgnoreCase)
                    ? user.FindAll(ClaimTypes.GroupSid).Any(c => c.Value.Equals(group, StringComparison.OrdinalIgnoreCase))
                    : user.IsInRole(group)
        );
        return new OutsidePerson(
            SignInWays.Windows,
            SignInWays.Windows,
            subject,
            name,
            role,
            $"Windows sign-in, {name} ({subject})"
        );
    }

    private async Task ReadAsync(HttpContext context, ProxySignInOptions proxy)
    {
        var headers = context.Request.Headers;
        StringValues name = headers[proxy.NameHeader],
            groups = headers[proxy.GroupsHeader],
            secret = headers[proxy.SecretHeader];
        headers.Remove(proxy.SecretHeader);
        if (name.Count + groups.Count == 0)
        {
            return;
        }

        var fault =
            !IsListed(context.Connection.RemoteIpAddress, proxy) ? "from an address that is none of the proxy's"
            : secret.Count != 1 || !IsSame(secret.ToString(), proxy.Secret) ? "without the proxy's secret"
            : name.Count > 1 || groups.Count > 1 || name.ToString().Contains(',', StringComparison.Ordinal)
                ? "twice, so that one of them is the client's own"
            : string.IsNullOrWhiteSpace(name.ToString()) ? "without a name"
            : null;
        if (fault is not null)
        {
            await signIn.RefusedAsync(context, name: null, $"proxy, as {Shown(name.ToString())}", $"the proxy's headers came {fault}");
            throw new DeskRefusedException(
                "Who you are is taken from the proxy alone, and this request did not come from it as it should. The attempt stands in the audit.",
                StatusCodes.Status403Forbidden
            );
        }

        var said = name.ToString().Trim();
        var members = groups
            .ToString()
            .Split(BetweenGroups, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        context.Features.Set(
            new HostPerson(
                new OutsidePerson(
                    SignInWays.Proxy,
                    SignInWays.Proxy,
                    said.ToUpperInvariant(),
                    said,
                    SignInWays.RoleOf(proxy.Groups, members.Contains),
                    $"proxy {context.Connection.RemoteIpAddress}, as {Shown(said)}"
                )
            )
        );
    }

    private static bool IsListed(IPAddress? address, ProxySignInOptions proxy)
    {
        var peer = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return peer is not null && proxy.Addresses.Any(n => n.Contains(peer));
    }

    private static bool IsSame(string sent, string known) =>
        known.Length > 0
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(sent)),
            SHA256.HashData(Encoding.UTF8.GetBytes(known))
        );

    private static string Shown(string name) => name.Length > 64 ? name[..64] + "…" : name;
}

/// <summary>Who sends a request, as the host says.</summary>
/// <param name="Person">Who it is.</param>
internal sealed record HostPerson(OutsidePerson Person)
{
    /// <summary>Who it is; null where the host did not say.</summary>
    public static OutsidePerson? Of(HttpContext context) => context.Features.Get<HostPerson>()?.Person;
}
