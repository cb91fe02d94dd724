// An OpenID provider that somebody else wrote (OpenIddict), on this machine: it believes whoever a test says
// is at the keyboard, and may be told to misbehave.
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace AxMonitor.Desk.Tests.Outside;

/// <summary>The provider.</summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    public const string ClientId = "axmonitor-desk";
    private readonly WebApplication _app;

    private OpenIdProvider(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Who is at the keyboard.</summary>
    public Person Present { get; set; } = new("1", "ann@contoso.com", ["desk-viewers"]);

    /// <summary>The secret that the desk's application has.</summary>
    public string Secret { get; set; } = "of-the-desk";

    /// <summary>An error instead of a code; null for none.</summary>
    public string? Refusal { get; set; }

    /// <summary>How often a code was taken.</summary>
    public int Tokens { get; private set; }

    /// <summary>The parameters of the latest request to sign in.</summary>
    public Dictionary<string, string?> Asked { get; } = new(StringComparer.Ordinal);

    public static async Task<OpenIdProvider> StartAsync()
    {
        OpenIdProvider? provider = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder
            .Services.AddOpenIddict()
            .AddServer(o =>
            {
                o.EnableDegradedMode();
                o.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
                o.SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token");
                o.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
                o.RegisterScopes(Scopes.Profile);
                o.AddEventHandler<ValidateAuthorizationRequestContext>(b =>
                    b.UseInlineHandler(context =>
                    {
                        provider!.Judge(context);
                        return ValueTask.CompletedTask;
                    })
                );
                o.AddEventHandler<ValidateTokenRequestContext>(b =>
                    b.UseInlineHandler(context =>
                    {
                        if (context.ClientId != ClientId || context.ClientSecret != provider!.Secret)
                        {
                            context.Reject(Errors.InvalidClient, "The secret is wrong.");
                        }

                        return ValueTask.CompletedTask;
                    })
                );
                o.AddEventHandler<HandleAuthorizationRequestContext>(b =>
                    b.UseInlineHandler(context =>
                    {
                        if (provider!.Refusal is { } error)
                        {
                            context.Reject(error, "<script>window.hit=1</script>");
                        }
                        else
                        {
                            context.SignIn(provider.Present.ToPrincipal());
                        }

                        return ValueTask.CompletedTask;
                    })
                );
                o.AddEventHandler<HandleTokenRequestContext>(b =>
                    b.UseInlineHandler(_ =>
                    {
                        provider!.Tokens++;
                        return ValueTask.CompletedTask;
                    })
                );
                o.UseAspNetCore().DisableTransportSecurityRequirement();
            });
        var app = builder.Build();
        app.UseAuthentication();
        provider = new OpenIdProvider(app);
        await app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Goes away; its address refuses connections from then on.</summary>
    public Task StopAsync() => _app.StopAsync();

    private void Judge(ValidateAuthorizationRequestContext context)
    {
        Asked.Clear();
        foreach (var (name, value) in context.Request.GetParameters())
        {
            Asked[name] = (string?)value;
        }

        if (
            context.ClientId != ClientId
            || context.RedirectUri?.EndsWith("/signin/openid/back", StringComparison.Ordinal) != true
        )
        {
            context.Reject(Errors.InvalidClient, "Not registered.");
        }
    }

    /// <summary>Somebody whom it knows.</summary>
    internal sealed record Person(string Subject, string Name, IReadOnlyList<string>? Groups)
    {
        /// <summary>Whether the groups are too many for a token, as Entra ID says it.</summary>
        public bool HasTooManyGroups { get; init; }

        /// <summary>Another claim for the groups.</summary>
        public string GroupClaim { get; init; } = "groups";

        public ClaimsPrincipal ToPrincipal()
        {
            var identity = new ClaimsIdentity("test", Claims.Name, Claims.Role);
            identity.SetClaim(Claims.Subject, Subject).SetClaim(Claims.PreferredUsername, Name);
            foreach (var group in Groups ?? [])
            {
                identity.AddClaim(new Claim(GroupClaim, group));
            }

            if (HasTooManyGroups)
            {
                identity.SetClaim(
                    "_claim_names",
                    JsonDocument.Parse("""{"groups":"src1"}""").RootElement
                );
            }

            identity.SetDestinations(_ => [Destinations.IdentityToken]);
            return new ClaimsPrincipal(identity).SetScopes(Scopes.OpenId, Scopes.Profile);
        }
    }
}
