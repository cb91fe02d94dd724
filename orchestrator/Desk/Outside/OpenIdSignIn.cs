// Signing in by an OpenID provider (Entra ID, AD FS): code flow with PKCE by ASP.NET's own handler. The
// handler is asked for its one address only; it decides about nothing else, and what it learns ends in the
// desk's own session.
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AxMonitor.Orchestrator.Desk.Outside;

/// <summary>The OpenID provider's part.</summary>
internal static class OpenIdSignIn
{
    /// <summary>The handler's name.</summary>
    public const string Scheme = "openid";

    /// <summary>Where the provider sends people back to: to be registered there.</summary>
    public const string BackPath = "/signin/openid/back";

    private const string Subject = "sub";
    private static readonly string[] NameClaims = ["preferred_username", "upn", "unique_name", "email"];

    /// <summary>What the page says where the provider does not answer.</summary>
    public static string AwayText(DeskOptions options) =>
        $"{options.OpenId!.Authority.Host}, which says who you are, cannot be reached. Everything else goes on, and whoever is signed in stays so"
        + (options.LocalSignIn ? "; accounts with a password sign in as ever." : ". Try again in a minute.");

    /// <summary>Adds the handler, where a provider is configured.</summary>
    public static void Add(IServiceCollection services, OrchestratorOptions options)
    {
        if (options.Desk.OpenId is not { } provider)
        {
            return;
        }

        services
            .AddAuthentication(NobodyHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, NobodyHandler>(NobodyHandler.Scheme, configureOptions: null)
            .AddOpenIdConnect(
                Scheme,
                o =>
                {
                    o.Authority = provider.Authority.ToString();
                    o.RequireHttpsMetadata = !provider.Authority.IsLoopback;
                    o.ClientId = provider.ClientId;
                    o.ClientSecret = provider.ClientSecret;
                    o.ResponseType = OpenIdConnectResponseType.Code;

                    // Comes back as a page that is asked for: cookies of SameSite Lax are sent, also over
                    // http on this machine.
                    o.ResponseMode = OpenIdConnectResponseMode.Query;
                    o.UsePkce = true;
                    o.CallbackPath = BackPath;
                    o.SignedOutCallbackPath = PathString.Empty;
                    o.RemoteSignOutPath = PathString.Empty;
                    o.SignInScheme = NobodyHandler.Scheme;
                    o.SaveTokens = false;
                    o.MapInboundClaims = false;
                    o.DisableTelemetry = true;
                    o.GetClaimsFromUserInfoEndpoint = false;
                    o.BackchannelTimeout = TimeSpan.FromSeconds(30);
                    o.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(15);
                    o.Scope.Clear();
                    foreach (var scope in provider.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    {
                        o.Scope.Add(scope);
                    }

                    Protect(o.CorrelationCookie, "axmonitor-openid-way.");
                    Protect(o.NonceCookie, "axmonitor-openid-once.");
                    o.Events = new OpenIdConnectEvents
                    {
                        OnAuthorizationCodeReceived = context =>
                        {
                            // As its file has it now.
                            context.TokenEndpointRequest!.ClientSecret =
                                options.Current().Desk.OpenId?.ClientSecret ?? provider.ClientSecret;
                            return Task.CompletedTask;
                        },
                        OnTicketReceived = context => ReceiveAsync(context, provider),
                        OnRemoteFailure = context => FailAsync(context, options.Desk),
                    };
                }
            );
    }

    /// <summary>Lets the handler answer where the provider sends people back to, which is asked for and never
    /// posted to.</summary>
    public static void Follow(IApplicationBuilder app)
    {
        app.Use(
            (context, next) =>
            {
                if (
                    !context.Request.Path.Equals(BackPath, StringComparison.OrdinalIgnoreCase)
                    || HttpMethods.IsGet(context.Request.Method)
                )
                {
                    return next(context);
                }

                context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                return Task.CompletedTask;
            }
        );
        app.UseAuthentication();
    }

    /// <summary>Whether it is the provider that does not answer.</summary>
    public static bool IsAway(Exception error)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            if (e is HttpRequestException or TimeoutException or TaskCanceledException { InnerException: TimeoutException })
            {
                return true;
            }

            // What reads the provider's description wraps what went wrong there.
            if (e is InvalidOperationException or IOException && e.Message.StartsWith("IDX208", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static void Protect(CookieBuilder cookie, string name)
    {
        cookie.Name = name;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.IsEssential = true;
    }

    private static async Task ReceiveAsync(TicketReceivedContext context, OpenIdOptions provider)
    {
        var (person, noRole) = PersonOf(context.Principal!, provider);
        context.HandleResponse();
        await context
            .HttpContext.RequestServices.GetRequiredService<OutsideSignIn>()
            .BeginAsync(context.HttpContext, person, noRole);
        var place = context.ReturnUri is { } back && IsLocal(back) ? back : "/";
        context.Response.Redirect(place);
    }

    /// <summary>Who the provider says it is, and why there is no role.</summary>
    internal static (OutsidePerson Person, string? NoRole) PersonOf(ClaimsPrincipal principal, OpenIdOptions provider)
    {
        var subject =
            principal.FindFirstValue(Subject)
            ?? throw new DeskRefusedException("The provider did not say who you are: its token has no claim 'sub'.");
        var name = (provider.NameClaim is { } claim ? [claim] : NameClaims)
            .Select(principal.FindFirstValue)
            .FirstOrDefault(n => !string.IsNullOrWhiteSpace(n));
        var groups = principal.FindAll(provider.RoleClaim).Select(c => c.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var role = SignInWays.RoleOf(provider.Groups, groups.Contains);
        var issuer = principal.FindFirstValue("iss") ?? provider.Authority.ToString();
        return (
            new OutsidePerson(
                SignInWays.OpenId,
                issuer,
                subject,
                name,
                role,
                $"OpenID Connect ({provider.Authority.Host}), subject {subject}"
            ),
            role != DeskRole.None ? null
                : groups.Count > 0 ? $"none of the person's groups (claim {provider.RoleClaim}) stands for a role of the desk"
                : IsTooMany(principal, provider.RoleClaim)
                    ? $"the person is in more groups than {provider.Authority.Host} puts into a token, so that the desk sees none of them: let the application there send only the groups that are assigned to it, or app roles (Desk:OpenId:RoleClaim = roles)"
                : $"{provider.Authority.Host} sent no groups of the person: its application must send the claim {provider.RoleClaim}"
        );
    }

    /// <summary>Entra ID then names a place to ask instead of the groups.</summary>
    private static bool IsTooMany(ClaimsPrincipal principal, string roleClaim)
    {
        if (principal.HasClaim(c => c.Type == "hasgroups"))
        {
            return true;
        }

        try
        {
            return principal
                .FindAll("_claim_names")
                .Any(c =>
                    JsonDocument.Parse(c.Value).RootElement is { ValueKind: JsonValueKind.Object } names
                    && names.TryGetProperty(roleClaim, out _)
                );
        }
        catch (JsonException)
        {
            // Some other claim of that name.
            return false;
        }
    }

    private static async Task FailAsync(RemoteFailureContext context, DeskOptions options)
    {
        var error = context.Failure!;
        var how = $"OpenID Connect ({options.OpenId!.Authority.Host})";
        var (reason, text, status) = Describe(error, options);
        Log.OutsideSignInFailed(
            context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger<OutsideSignIn>(),
            how,
            reason,
            context.HttpContext.TraceIdentifier,
            error
        );
        await context
            .HttpContext.RequestServices.GetRequiredService<OutsideSignIn>()
            .RefusedAsync(context.HttpContext, name: null, how, reason);
        throw new DeskRefusedException(text, status);
    }

    private static (string Reason, string Text, int Status) Describe(Exception error, DeskOptions options)
    {
        if ((error.Data["error"] ?? error.InnerException?.Data["error"]) is string code)
        {
            var known = new string([.. code.Where(c => char.IsAsciiLetterOrDigit(c) || c == '_').Take(40)]);
            return (
                $"the provider refused: {known}",
                $"{options.OpenId!.Authority.Host} did not let you sign in to this application ({known}). An administrator there, or the log of this service under the number below, tells why.",
                StatusCodes.Status403Forbidden
            );
        }

        return IsAway(error)
            ? ("the provider does not answer", AwayText(options), StatusCodes.Status503ServiceUnavailable)
            : (
                "what came back was not what was asked for",
                "This sign-in does not belong to one that this browser has begun, or it was begun too long ago. Begin again at /signin; if that does not help, the log of this service tells why, under the number below.",
                StatusCodes.Status400BadRequest
            );
    }

    private static bool IsLocal(string place) =>
        place.StartsWith('/')
        && (place.Length == 1 || place[1] is not ('/' or '\\'))
        && !place.Any(char.IsControl);

    /// <summary>Knows nobody: who somebody is stands in the desk's own session, whatever the framework
    /// asks.</summary>
    private sealed class NobodyHandler(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory loggers,
        UrlEncoder encoder
    ) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        public new const string Scheme = "desk";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
    }
}
