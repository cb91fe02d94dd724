// The desk as a part that starts and stops: Kestrel, on the loopback address unless it is told otherwise,
// with what every request goes through in order. A desk that cannot listen does not keep the service from
// collecting.
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk.Api;
using AxMonitor.Orchestrator.Desk.Outside;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Serves the desk.</summary>
/// <param name="options">All settings.</param>
/// <param name="repository">The repository, as the service.</param>
/// <param name="time">The clock that the service goes by.</param>
/// <param name="loggers">The service's log.</param>
/// <param name="isRequired">Whether a desk that cannot listen ends the program.</param>
/// <param name="metrics">Gets the durations of requests; null: nobody does.</param>
public sealed class DeskServer(
    OrchestratorOptions options,
    RepositoryConnection repository,
    TimeProvider time,
    ILoggerFactory loggers,
    bool isRequired,
    RunMetrics? metrics = null
) : IHostedService, IAsyncDisposable
{
    private const int LargestBody = 256 * 1024;
    private const int Denied = 229;
    private readonly ILogger _logger = loggers.CreateLogger<DeskServer>();
    private WebApplication? _app;

    /// <summary>Where it answers, once started; null where it could not listen.</summary>
    public string? Address { get; private set; }

    /// <summary>The template of a page's address.</summary>
    internal string RouteOf(string page) =>
        _app!
            .Services.GetRequiredService<IActionDescriptorCollectionProvider>()
            .ActionDescriptors.Items.OfType<PageActionDescriptor>()
            .First(p => string.Equals(p.ViewEnginePath, page, StringComparison.Ordinal))
            .AttributeRouteInfo!.Template!;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var app = Build();
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (!isRequired && e is IOException or CryptographicException)
        {
            Log.DeskNotServed(_logger, e.Message);
            await app.DisposeAsync();
            return;
        }

        _app = app;
        Address = app.Urls.First();
        Log.DeskServed(_logger, Address);
        if (!options.Desk.LocalSignIn)
        {
            Log.NoPasswords(_logger, string.Join(", ", SignInWays.On(options.Desk)));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = "Production" }
        );
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Listen);
        if (options.Desk.Windows is not null)
        {
            // Does nothing unless IIS has started this process; then every request carries what IIS alone
            // knows.
            builder.WebHost.UseIISIntegration();
        }

        builder.Services.AddSingleton(loggers);
        builder.Services.AddLogging();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(repository);
        builder.Services.AddSingleton(options.Desk);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<DeskAccounts>();
        builder.Services.AddSingleton<DeskSessions>();
        builder.Services.AddSingleton<RequestLimits>();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<OutsideSignIn>();
        builder.Services.AddSingleton<HostSignIn>();
        OpenIdSignIn.Add(builder.Services, options);
        builder.Services.AddSingleton(new PlaybookStore(Path.Combine(AppContext.BaseDirectory, "playbooks")));
        builder.Services.AddScoped<DeskDatabase>();
        builder.Services.AddApi();
        builder.Services.AddDataProtection().SetApplicationName("AxMonitor.Desk");
        builder
            .Services.AddOptions<KeyManagementOptions>()
            .Configure<DeskAccounts>((keys, accounts) => keys.XmlRepository = new DataKeyStore(accounts));
        builder.Services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "axmonitor-form";
            o.Cookie.HttpOnly = true;
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.FormFieldName = "form-token";
            o.HeaderName = null;
            o.SuppressXFrameOptionsHeader = true;
        });
        builder.Services.AddRouting(o => o.LowercaseUrls = true);
        builder
            .Services.AddRazorPages(o => o.RootDirectory = "/Desk/Pages")
            .AddApplicationPart(typeof(DeskServer).Assembly)
            .AddMvcOptions(o => o.Filters.Add<MatrixFilter>());
        var app = builder.Build();
        app.Use(new RequestTrace(metrics, _logger).FollowAsync);
        app.Use(SecurityHeaders.SetAsync);
        app.Use(SayWhatFailedAsync);
        if (HostSignIn.IsOn(options.Desk))
        {
            app.Use(app.Services.GetRequiredService<HostSignIn>().FindAsync);
        }

        if (options.Desk.IsBehindProxy)
        {
            app.UseForwardedHeaders(
                new ForwardedHeadersOptions
                {
                    ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
                }
            );
        }

        app.Use(GuardHostAsync);
        app.Use(GuardSizeAsync);
        app.Use(DeskAssets.ServeAsync);
        app.UseWhen(ApiClients.IsCall, calls => calls.Use(app.Services.GetRequiredService<ApiClients>().FindAsync));
        app.UseWhen(
            context => !ApiClients.IsCall(context),
            pages =>
            {
                pages.Use(app.Services.GetRequiredService<RequestLimits>().LimitAsync);
                pages.Use(app.Services.GetRequiredService<DeskSessions>().FindAsync);
            }
        );
        if (options.Desk.OpenId is not null)
        {
            OpenIdSignIn.Follow(app);
        }

        app.UseRouting();
        app.Use(ApiEndpoints.GuardAsync);
        var repeated = app.Services.GetRequiredService<RepeatedCalls>();
        app.Use((context, next) => repeated.OnceAsync(context, SayWhatFailedAsync, next));
        app.MapRazorPages();
        app.MapApi();
        return app;
    }

    private void Listen(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.MaxConcurrentConnections = 2000;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        var desk = options.Desk;
        kestrel.Listen(
            IPAddress.Parse(desk.Address),
            desk.Port ?? 0,
            listen =>
            {
                if (desk.CertificateFile is { } file)
                {
                    listen.UseHttps(https =>
                    {
                        https.ServerCertificate = Certificate(file, desk.CertificatePassword);
                        https.ServerCertificateChain = Chain(file, desk.CertificatePassword);
                    });
                }
            }
        );
    }

    private static X509Certificate2 Certificate(string file, string? password)
    {
        if (!file.EndsWith(".pem", StringComparison.OrdinalIgnoreCase))
        {
            return X509CertificateLoader.LoadPkcs12FromFile(file, password);
        }

        using var read = password is null
            ? X509Certificate2.CreateFromPemFile(file)
            : X509Certificate2.CreateFromEncryptedPemFile(file, password);

        // Windows serves TLS with keys that it has taken in only.
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Turns what failed into a page, or into problem details for a call, and statuses without a
    /// page into one.</summary>
    private async Task SayWhatFailedAsync(HttpContext context, RequestDelegate next)
    {
        string? reason = null;
        int? code = null;
        IReadOnlyList<ProblemValue>? values = null;
        try
        {
            await next(context);
        }
        catch (DeskRefusedException e) when (!context.Response.HasStarted)
        {
            (context.Response.StatusCode, reason) = (e.Status, e.Message);
        }
        catch (InvalidValuesException e) when (!context.Response.HasStarted)
        {
            (context.Response.StatusCode, values) = (StatusCodes.Status400BadRequest, e.Values);
        }
        catch (SqlException e) when (!context.Response.HasStarted)
        {
            if (ApiClients.IsCall(context) && RepositoryRefusal.StatusOf(e.Number) is { } status)
            {
                (context.Response.StatusCode, reason, code) = (status, RepositoryRefusal.Text(e), e.Number);
            }
            else
            {
                Log.DeskRequestFailed(_logger, context.Request.Path, context.TraceIdentifier, e);
                context.Response.StatusCode =
                    e.Number == Denied ? StatusCodes.Status403Forbidden : StatusCodes.Status503ServiceUnavailable;
            }
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = e.StatusCode;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer.
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            Log.DeskRequestFailed(_logger, context.Request.Path, context.TraceIdentifier, e);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        if (
            context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null }
            && context.Response.ContentLength is null or 0
        )
        {
            await (
                ApiClients.IsCall(context)
                    ? Problem.WriteAsync(context, reason, values, code)
                    : ErrorPage.WriteAsync(context, reason)
            );
        }
    }

    /// <summary>What the file has between the certificate and its root.</summary>
    private static X509Certificate2Collection Chain(string file, string? password)
    {
        if (!file.EndsWith(".pem", StringComparison.OrdinalIgnoreCase))
        {
            return X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password);
        }

        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(file);
        return chain;
    }

    /// <summary>What says that it is too large is not read at all.</summary>
    private static Task GuardSizeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.ContentLength is null or <= LargestBody)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        return Task.CompletedTask;
    }

    /// <summary>A page of somebody else's that gave this machine a name of its own reads nothing
    /// here.</summary>
    private Task GuardHostAsync(HttpContext context, RequestDelegate next)
    {
        var host = context.Request.Host.Host.Trim('[', ']');
        if (
            string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))
            || string.Equals(host, options.Desk.Address, StringComparison.OrdinalIgnoreCase)
            || (options.Desk.Hosts ?? "")
                .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Contains(host, StringComparer.OrdinalIgnoreCase)
        )
        {
            return next(context);
        }

        throw new DeskRefusedException(
            "The desk is not known by this name. Setting Desk:Hosts names those by which it is asked for."
        );
    }
}
