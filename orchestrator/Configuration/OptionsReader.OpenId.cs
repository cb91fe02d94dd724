// The settings of the OpenID provider: what it sends is believed, so the way to it is encrypted and it is one
// organisation's.
namespace AxMonitor.Orchestrator.Configuration;

public sealed partial class OptionsReader
{
    private static readonly string[] EverybodysTenants = ["common", "organizations", "consumers"];

    private OpenIdOptions? OpenId()
    {
        var written = _settings.Desk.OpenId;
        if (written == new OpenIdSettings())
        {
            return null;
        }

        if (
            !Uri.TryCreate(written.Authority, UriKind.Absolute, out var authority)
            || !(authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback))
        )
        {
            Wrong(
                "Desk:OpenId:Authority",
                written.Authority,
                "an https address such as https://login.microsoftonline.com/TENANT-ID/v2.0 or https://adfs.contoso.com/adfs"
            );
        }
        else if (authority.Segments.Any(s => EverybodysTenants.Contains(s.Trim('/'), StringComparer.OrdinalIgnoreCase)))
        {
            Wrong("Desk:OpenId:Authority", written.Authority, "the address of one tenant, by its id: this one takes accounts of any");
        }

        if (string.IsNullOrWhiteSpace(written.ClientId))
        {
            Wrong("Desk:OpenId:ClientId", null, "the id of the desk's application at the provider");
        }

        if (string.IsNullOrWhiteSpace(written.ClientSecret))
        {
            Wrong("Desk:OpenId:ClientSecret", null, "the name of the secret that holds that application's secret");
        }

        var groups = Groups(written.ViewerGroups, written.PowerUserGroups, written.AdminGroups);
        if (groups.IsEmpty)
        {
            NoGroups("Desk:OpenId");
        }

        var scope = Given(written.Scope) ?? OpenIdOptions.DefaultScope;
        if (!scope.Split(' ').Contains("openid", StringComparer.Ordinal))
        {
            Wrong("Desk:OpenId:Scope", scope, "scopes with spaces between them, openid among them");
        }

        var options = new OpenIdOptions
        {
            Authority = authority ?? new Uri("https://unknown.invalid"),
            ClientId = written.ClientId ?? "",
            ClientSecret = Given(written.ClientSecret) is { } name ? Secret(name, "Desk:OpenId:ClientSecret") ?? "" : "",
            Scope = scope,
            NameClaim = Given(written.NameClaim),
            RoleClaim = Given(written.RoleClaim) ?? OpenIdOptions.DefaultRoleClaim,
            Groups = groups,
        };
        return Given(written.Title) is { } title ? options with { Title = title } : options;
    }

    private static RoleGroups Groups(string? viewers, string? powerUsers, string? admins) =>
        new()
        {
            Viewers = RoleGroups.Split(viewers),
            PowerUsers = RoleGroups.Split(powerUsers),
            Admins = RoleGroups.Split(admins),
        };

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
