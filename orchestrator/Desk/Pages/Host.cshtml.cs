// Begins a session of whom IIS or a proxy names.
using AxMonitor.Orchestrator.Desk.Outside;
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/signin/host.</summary>
public sealed class HostModel(OutsideSignIn signIn) : DeskPage
{
    public override string Title => "Sign in";

    public async Task<IActionResult> OnGetAsync(string? back)
    {
        if (HostPerson.Of(HttpContext) is not { } person)
        {
            throw new DeskRefusedException("Nothing that stands before the desk says who you are: sign in at /signin.");
        }

        await signIn.BeginAsync(HttpContext, person);
        return LocalRedirect(Url.IsLocalUrl(back) ? back : "/");
    }
}
