// Signing out, here or everywhere.
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
        await sessions.EndAsync(HttpContext, Person!, isEverywhere);
        return LocalRedirect("/signin");
    }
}
