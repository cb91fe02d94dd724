// Keys of the API: made and rotated here, shown once, and kept as hashes only.
using AxMonitor.Orchestrator.Desk.Api;
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/keys.</summary>
public sealed class KeysModel : DeskPage
{
    /// <summary>How long a key is valid unless somebody says otherwise.</summary>
    public const int UsualDays = 90;

    /// <summary>How long an old key stays valid beside a new one, likewise.</summary>
    public const int UsualHours = 24;

    public override string Title => "API keys";

    public IReadOnlyList<ApiKeyRow> Rows { get; private set; } = [];

    /// <summary>A key that was just made.</summary>
    public string? NewKey { get; private set; }

    /// <summary>Whose.</summary>
    public string? NewKeyOf { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    public Task<IActionResult> OnPostAddAsync(string? name, string? role, int? days) =>
        GiveAsync(
            name,
            (client, key) =>
                Database.ExecuteAsync(
                    "desk.AddApiKey",
                    new
                    {
                        ClientName = client,
                        RoleName = Field("The role", role, 16),
                        KeyPrefix = ApiKeyToken.Prefix(key),
                        TokenHash = ApiKeyToken.Hash(key),
                        LifeDays = days ?? UsualDays,
                        ChangedBy = Me,
                        Database.Now,
                    },
                    Aborted
                )
        );

    public Task<IActionResult> OnPostRotateAsync(string? name, int? days, int? hours) =>
        GiveAsync(
            name,
            (client, key) =>
                Database.ExecuteAsync(
                    "desk.RotateApiKey",
                    new
                    {
                        ClientName = client,
                        KeyPrefix = ApiKeyToken.Prefix(key),
                        TokenHash = ApiKeyToken.Hash(key),
                        LifeDays = days ?? UsualDays,
                        OverlapHours = hours ?? UsualHours,
                        ChangedBy = Me,
                        Database.Now,
                    },
                    Aborted
                )
        );

    public Task<IActionResult> OnPostRevokeAsync(string? name, string? prefix, bool sure) =>
        ChangeAsync(
            () =>
                sure
                    ? Database.ExecuteAsync(
                        "desk.RevokeApiKey",
                        new
                        {
                            ClientName = Field("The client", name, 64, isRequired: true),
                            KeyPrefix = Field("The key", prefix, 16, isRequired: true),
                            ChangedBy = Me,
                            Database.Now,
                        },
                        Aborted
                    )
                    : throw new DeskRefusedException("Nothing was revoked: tick that you are sure."),
            "saved"
        );

    protected override async Task LoadAsync() =>
        Rows = await Database.QueryAsync<ApiKeyRow>("desk.GetApiKeys", new { Database.Now }, Aborted);

    /// <summary>Makes a key, and shows it instead of going on.</summary>
    private async Task<IActionResult> GiveAsync(string? name, Func<string, string, Task> save)
    {
        var key = ApiKeyToken.Make();
        var result = await ChangeAsync(
            async () =>
            {
                var client = Field("The client", name, 64, isRequired: true)!;
                await save(client, key);
                (NewKey, NewKeyOf) = (key, client);
            },
            "saved"
        );
        if (NewKey is null)
        {
            return result;
        }

        Response.StatusCode = StatusCodes.Status200OK;
        Response.Headers.Location = default;
        await LoadAsync();
        return Page();
    }
}

/// <summary>A row of desk.GetApiKeys.</summary>
public sealed record ApiKeyRow
{
    public required string ClientName { get; init; }

    public required string KeyPrefix { get; init; }

    public required string RoleName { get; init; }

    public required string State { get; init; }

    public DateTime CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public DateTime ExpiresAt { get; init; }

    public DateTime? RevokedAt { get; init; }

    public string? RevokedBy { get; init; }

    public DateTime? LastUsedAt { get; init; }

    public string? LastUsedFrom { get; init; }

    /// <summary>Whether calls with it are answered.</summary>
    public bool IsValid => State is "valid" or "replaced";
}
