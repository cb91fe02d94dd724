// Sends somebody to the OpenID provider, which sends them back to OpenIdSignIn.BackPath.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk.Outside;
using AxMonitor.Orchestrator.Observe;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/signin/openid.</summary>
public sealed class OpenIdModel(DeskOptions options, ILogger<OpenIdModel> logger) : DeskPage
{
    public override string Title => "Sign in";

    public async Task<IActionResult> OnGetAsync(string? back)
    {
        if (options.OpenId is not { } provider)
        {
            throw new DeskRefusedException("No OpenID provider is configured here: sign in at /signin.");
        }

        try
        {
            // The state keeps it from the eyes and hands of others on its way.
            await HttpContext.ChallengeAsync(
                OpenIdSignIn.Scheme,
                new AuthenticationProperties { RedirectUri = Url.IsLocalUrl(back) ? back : "/" }
            );
        }
        catch (Exception e) when (OpenIdSignIn.IsAway(e))
        {
            Log.OutsideSignInFailed(
                logger,
                $"OpenID Connect ({provider.Authority.Host})",
                "the provider does not answer",
                HttpContext.TraceIdentifier,
                e
            );
            throw new DeskRefusedException(OpenIdSignIn.AwayText(options), StatusCodes.Status503ServiceUnavailable);
        }

        return new EmptyResult();
    }
}
