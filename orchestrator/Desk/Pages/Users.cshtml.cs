// Accounts of the desk. A first password is made here, shown once, and kept as a hash only.
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/users.</summary>
public sealed class UsersModel : DeskPage
{
    /// <summary>Roles that an account may have.</summary>
    public static IReadOnlyList<DeskRole> Roles { get; } = [DeskRole.Viewer, DeskRole.PowerUser, DeskRole.Admin];

    public override string Title => "Users";

    public IReadOnlyList<AccountRow> Rows { get; private set; } = [];

    /// <summary>A first password that was just made.</summary>
    public string? FirstPassword { get; private set; }

    /// <summary>Whose.</summary>
    public string? FirstPasswordOf { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    public Task<IActionResult> OnPostSaveAsync(string? name, string? role, bool enabled, bool isNew) =>
        isNew
            ? GiveAsync(name, role, isNew: true)
            : ChangeAsync(
                () =>
                    SetAsync(
                        Field("The name", name, 64, isRequired: true),
                        Field("The role", role, 16),
                        enabled,
                        hash: null,
                        isNew: false
                    ),
                "saved"
            );

    public Task<IActionResult> OnPostResetAsync(string? name) => GiveAsync(name, role: null, isNew: false);

    public Task<IActionResult> OnPostDeleteAsync(string? name, bool sure) =>
        ChangeAsync(
            () =>
                sure
                    ? Database.ExecuteAsync(
                        "desk.DeleteAccount",
                        new
                        {
                            UserName = Field("The name", name, 64, isRequired: true),
                            ChangedBy = Me,
                            Database.Now,
                        },
                        Aborted
                    )
                    : throw new DeskRefusedException("Nothing was deleted: tick that you are sure."),
            "deleted"
        );

    protected override async Task LoadAsync() =>
        Rows = await Database.QueryAsync<AccountRow>("desk.GetAccounts", new { Database.Now }, Aborted);

    /// <summary>Gives a first password, and shows it instead of going on.</summary>
    private async Task<IActionResult> GiveAsync(string? name, string? role, bool isNew)
    {
        var password = DeskPasswords.MakeFirst();
        var result = await ChangeAsync(
            async () =>
            {
                var user = Field("The name", name, 64, isRequired: true);
                await SetAsync(user, Field("The role", role, 16), enabled: true, DeskPasswords.Hash(password), isNew);
                (FirstPassword, FirstPasswordOf) = (password, user);
            },
            "saved"
        );
        if (FirstPassword is null)
        {
            return result;
        }

        Response.StatusCode = StatusCodes.Status200OK;
        Response.Headers.Location = default;
        await LoadAsync();
        return Page();
    }

    private Task SetAsync(string? name, string? role, bool enabled, string? hash, bool isNew) =>
        Database.ExecuteAsync(
            "desk.SetAccount",
            new
            {
                UserName = name,
                RoleName = role,
                IsEnabled = enabled,
                PasswordHash = hash,
                IsNew = isNew,
                ChangedBy = Me,
                Database.Now,
            },
            Aborted
        );
}

/// <summary>A row of desk.GetAccounts.</summary>
public sealed record AccountRow
{
    public required string UserName { get; init; }

    public required string RoleName { get; init; }

    public bool IsEnabled { get; init; }

    public bool MustChangePassword { get; init; }

    public DateTime? LockedUntil { get; init; }

    public DateTime? LastSignInAt { get; init; }

    public DateTime PasswordChangedAt { get; init; }

    public int SessionCount { get; init; }

    /// <summary>How it signs in.</summary>
    public required string Way { get; init; }
}
