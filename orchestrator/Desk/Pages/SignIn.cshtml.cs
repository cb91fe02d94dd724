// Signing in: the same answer in the same time, whether nobody has the name, the password is wrong, or the
// account is locked.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk.Outside;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/signin.</summary>
public sealed class SignInModel(DeskAccounts accounts, DeskSessions sessions, DeskOptions options) : DeskPage
{
    // Longer than checking a password takes.
    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(700);

    public override string Title => "Sign in";

    /// <summary>Which ways to sign in there are.</summary>
    public DeskOptions Options { get; } = options;

    /// <summary>Where to go on: a page of the desk, nothing else.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Back { get; set; }

    /// <summary>Whether somebody has just signed out, and is not to be signed in again at once.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Out { get; set; }

    /// <summary>Whom the host names; null where it does not.</summary>
    public string? HostName => HostPerson.Of(HttpContext)?.UserName;

    public IActionResult OnGet() =>
        Person is not null ? LocalRedirect(Place)
        : HostName is not null && !Out ? RedirectToPage("/Host", new { back = Place })
        : Page();

    public async Task<IActionResult> OnPostAsync(string? name, string? password)
    {
        if (!Options.LocalSignIn)
        {
            throw new DeskRefusedException("Nobody signs in with a password here.", StatusCodes.Status403Forbidden);
        }

        var began = TimeProvider.System.GetTimestamp();
        var typed = Limited(name?.Trim() ?? "", 64);
        var address = DeskSessions.ClientAddress(HttpContext);
        var account = await accounts.GetAsync(typed, address, Aborted);
        var result = DeskPasswords.Verify(account.PasswordHash, Limited(password ?? "", DeskPasswords.MaxLength));
        if (result != PasswordVerificationResult.Failed && account is { MaySignIn: true, IsAddressSlowed: false })
        {
            if (Person is { } other)
            {
                await sessions.EndAsync(HttpContext, other, isEverywhere: false);
            }

            await sessions.BeginAsync(
                HttpContext,
                account,
                result == PasswordVerificationResult.SuccessRehashNeeded ? DeskPasswords.Hash(password!) : null
            );
            return LocalRedirect(account.MustChangePassword == true ? "/password" : Place);
        }

        var reason =
            account.IsAddressSlowed ? "too many attempts from this address"
            : account.AccountId is null ? "no such account"
            : account.PasswordHash is null ? "the account has no password"
            : account.MaySignIn ? "wrong password"
            : "locked or disabled";
        await accounts.FailedAsync(typed, address, reason, Aborted);
        var left = LeastTime - TimeProvider.System.GetElapsedTime(began);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, TimeProvider.System, Aborted);
        }

        Problem = "The name or the password is wrong, or there were too many attempts: then wait a quarter of an hour.";
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Page();
    }

    private string Place => Url.IsLocalUrl(Back) ? Back! : "/";

    private static string Limited(string text, int length) => text.Length > length ? text[..length] : text;
}
