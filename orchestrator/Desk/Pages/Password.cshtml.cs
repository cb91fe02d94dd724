// Changing one's own password; the only page for those who signed in with a first one.
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/password.</summary>
public sealed class PasswordModel(DeskAccounts accounts) : DeskPage
{
    public override string Title => "Your password";

    public void OnGet() { }

    public Task<IActionResult> OnPostAsync(string? present, string? chosen, string? again) =>
        ChangeAsync(
            async () =>
            {
                var person = Person!;
                if (!person.HasPassword)
                {
                    throw new DeskRefusedException("Your account has no password.");
                }

                var address = DeskSessions.ClientAddress(HttpContext);
                var account = await accounts.GetAsync(person.UserName, address, Aborted);
                if (
                    account.IsAddressSlowed
                    || !account.MaySignIn
                    || DeskPasswords.Verify(account.PasswordHash, present ?? "") == PasswordVerificationResult.Failed
                )
                {
                    await accounts.FailedAsync(person.UserName, address, "wrong present password", Aborted);
                    throw new DeskRefusedException("The present password is wrong.");
                }

                if (DeskPasswords.Fault(chosen, person.UserName) is { } fault)
                {
                    throw new DeskRefusedException(fault);
                }

                if (!string.Equals(chosen, again, StringComparison.Ordinal))
                {
                    throw new DeskRefusedException("The new password was not typed the same twice.");
                }

                if (string.Equals(chosen, present, StringComparison.Ordinal))
                {
                    throw new DeskRefusedException("The new password is the present one.");
                }

                await accounts.ChangePasswordAsync(person.AccountId, DeskPasswords.Hash(chosen!), person.TokenHash, Aborted);
            },
            "password",
            "/"
        );
}
