// Signing out, here or everywhere.
using AxMonitor.Orchestrator.Desk.Outside;
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/signout.</summary>
public sealed class SignOutModel(DeskSessions sessions) : DeskPage
{
    public override string Title => "Sign out";

    public Task<IActionResult> OnPostAsync() => EndAsync(isEverywhere: false);

    public Task<IActionResult> OnPostEverywhereAsync() => EndAsync(isEverywhere: true);

    private async Task<IActionResult> EndAsync(bool isEverywhere)
    {
        var person = Person!;
        await sessions.EndAsync(HttpContext, person, isEverywhere);

        // Whom the host names would be signed in again at once.
        return LocalRedirect(person.Way is SignInWays.Proxy or SignInWays.Windows ? "/signin?out=true" : "/signin");
    }
}
