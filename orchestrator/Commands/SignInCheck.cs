// `axmonitor check` of the ways to sign in to the desk: whether those who say who people are answer, and who
// is left to administer where nobody signs in with a password.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk.Outside;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Checks the ways to sign in.</summary>
internal static class SignInCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>One finding for each thing; none where people sign in with passwords alone.</summary>
    public static async Task<IReadOnlyList<CheckFinding>> RunAsync(DeskOptions desk, CancellationToken cancel)
    {
        List<CheckFinding> findings = [];
        if (desk.OpenId is { } provider)
        {
            findings.Add(await OpenIdAsync(provider, cancel));
        }

        if (desk.Proxy is { } proxy)
        {
            findings.Add(
                new CheckFinding(
                    "desk sign-in by proxy",
                    IsGood: true,
                    $"{proxy} is believed; the proxy must take {proxy.NameHeader} and {proxy.GroupsHeader} out of what clients send",
                    Remedy: null
                )
            );
        }

        if (desk.Windows is not null)
        {
            findings.Add(
                new CheckFinding(
                    "desk sign-in by Windows",
                    IsGood: true,
                    "counts where IIS starts axmonitor desk, with Windows authentication on and anonymous off (deploy/iis)",
                    Remedy: null
                )
            );
        }

        if (!desk.LocalSignIn)
        {
            findings.Add(
                new CheckFinding(
                    "desk administrators",
                    IsGood: true,
                    $"nobody signs in with a password, so that while {string.Join(" and ", SignInWays.On(desk).Select(SignInWays.Title))} is away nobody signs in at all; "
                        + "then set Desk:LocalSignIn to true, restart, and run axmonitor user reset-password NAME, or user add NAME --role admin",
                    Remedy: null
                )
            );
        }

        return findings;
    }

    private static async Task<CheckFinding> OpenIdAsync(OpenIdOptions provider, CancellationToken cancel)
    {
        const string What = "desk sign-in by OpenID";
        var address = provider.Authority.ToString().TrimEnd('/') + "/.well-known/openid-configuration";
        try
        {
            using var client = new HttpClient { Timeout = Limit };
            var description = await OpenIdConnectConfigurationRetriever.GetAsync(
                address,
                new HttpDocumentRetriever(client) { RequireHttps = !provider.Authority.IsLoopback },
                cancel
            );
            return string.IsNullOrEmpty(description.AuthorizationEndpoint)
                || string.IsNullOrEmpty(description.TokenEndpoint)
                || description.SigningKeys.Count == 0
                ? new CheckFinding(
                    What,
                    IsGood: false,
                    $"{address} names no place to sign in, or no key",
                    "set Desk:OpenId:Authority to the address of an OpenID provider that has the code flow"
                )
                : new CheckFinding(
                    What,
                    IsGood: true,
                    $"{description.Issuer} answers; registered there must be https://, the desk's name, and {OpenIdSignIn.BackPath}",
                    Remedy: null
                );
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidOperationException or ArgumentException)
        {
            return new CheckFinding(
                What,
                IsGood: false,
                $"{address} cannot be read: {(e.InnerException ?? e).Message}",
                "set Desk:OpenId:Authority to the provider's address, and let this machine reach it"
            );
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new CheckFinding(
                What,
                IsGood: false,
                $"{address} did not answer within {Limit.TotalSeconds:0} s",
                "let this machine reach it"
            );
        }
    }
}
