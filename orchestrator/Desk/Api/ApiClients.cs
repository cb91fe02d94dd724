// Who calls the API: a key in the header Authorization, looked up for every call, so that one that is revoked
// is refused at once by every copy of the desk. Nothing else counts: a session of the desk, which a browser
// sends by itself, opens nothing here, and so no page of others can call in its reader's name.
using System.Globalization;
using AxMonitor.Orchestrator.Configuration;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>Learns who calls.</summary>
internal sealed class ApiClients(DeskAccounts accounts, RequestLimits limits, DeskOptions options)
{
    private const string Scheme = "Bearer ";

    /// <summary>How many clients behind one address may each call as often as a client may.</summary>
    private const int ClientsOfAnAddress = 10;

    /// <summary>Whether a request is a call of the API.</summary>
    public static bool IsCall(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    /// <summary>Lets through calls with a valid key, as often as a client may call.</summary>
    public async Task FindAsync(HttpContext context, RequestDelegate next)
    {
        var address = DeskSessions.ClientAddress(context);
        if (!limits.Allows(context, "call", address, options.ReadsPerMinute * ClientsOfAnAddress))
        {
            return;
        }

        var text = context.Request.Headers.Authorization.ToString();
        var key = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text[Scheme.Length..].Trim() : "";
        if (!ApiKeyToken.IsOne(key))
        {
            await RefuseAsync(context, address, null, text.Length == 0 ? null : "unknown", prefix: null);
            return;
        }

        var found = await accounts.FindApiKeyAsync(ApiKeyToken.Hash(key), address, context.RequestAborted);
        if (found is not { State: "valid" })
        {
            await RefuseAsync(context, address, found?.ClientName, found?.State ?? "unknown", ApiKeyToken.Prefix(key));
            return;
        }

        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (
            !limits.Allows(
                context,
                isRead ? "call-read" : "call-change",
                found.ClientName,
                isRead ? options.ReadsPerMinute : options.ChangesPerMinute
            )
        )
        {
            return;
        }

        context.Response.Headers["Key-Expires"] = DateTime
            .SpecifyKind(found.ExpiresAt, DateTimeKind.Utc)
            .ToString("R", CultureInfo.InvariantCulture);

        // No account has a colon in its name.
        context.Features.Set(
            new DeskPerson(0, "api:" + found.ClientName, DeskRoles.Parse(found.RoleName), MustChangePassword: false, [])
        );
        await next(context);
    }

    /// <summary>Answers 401. After many wrong keys from one address the answer is 429, and nothing more is
    /// written to the audit.</summary>
    private async Task RefuseAsync(HttpContext context, string address, string? client, string? reason, string? prefix)
    {
        if (!limits.Allows(context, "call-refused", address, options.SignInsPerMinute))
        {
            return;
        }

        if (reason is not null)
        {
            await accounts.ApiKeyRefusedAsync(client, prefix, reason, address, context.RequestAborted);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = reason is null
            ? "Bearer realm=\"AxMonitor\""
            : "Bearer realm=\"AxMonitor\", error=\"invalid_token\"";
    }
}

/// <summary>A row of desk.FindApiKey.</summary>
public sealed record FoundApiKey
{
    public int KeyId { get; init; }

    public required string ClientName { get; init; }

    public required string KeyPrefix { get; init; }

    public required string RoleName { get; init; }

    public required string State { get; init; }

    public DateTime ExpiresAt { get; init; }
}
