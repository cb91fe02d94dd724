// The portal as a part that starts and stops: Kestrel on the loopback address with the portal's few
// addresses.

using System.Globalization;
using System.Net;
using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Server;
using AxMonitor.Sandbox.ReportPortal.Soap;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AxMonitor.Sandbox.ReportPortal;

/// <summary>Renders the reports of a folder as HTML. Listens on the loopback address only.</summary>
public sealed class ReportPortalServer : IAsyncDisposable
{
    private readonly ReportPortalOptions _options;
    private WebApplication? _application;
    private ReportCatalog? _catalog;
    private DatasetCache? _cache;
    private RefreshPlans? _plans;

    public ReportPortalServer(ReportPortalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.DataSource is null && string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            throw new ArgumentException(
                "The report portal needs a connection string to the AxMonitor repository (ReportPortalOptions.ConnectionString).",
                nameof(options)
            );
        }

        _options = options;
    }

    /// <summary>Where the portal answers, known once it has started.</summary>
    public Uri BaseUrl { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Calls of the datasets that are kept, by what became of them.</summary>
    public IReadOnlyList<CacheCount> CacheCounts => _cache?.Counts ?? [];

    /// <summary>Starts listening. The reports are loaded and compiled in the background; a request for one
    /// waits for it.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Listen(IPAddress.Loopback, _options.Port, listen => listen.Protocols = HttpProtocols.Http1);
            });
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        _catalog = new ReportCatalog(_options.ReportsFolder);
        var source = _options.DataSource ?? new SqlReportDataSource(_options.ConnectionString!);
        var cache = new DatasetCache(_options.Time);
        var store = new CatalogStore(_catalog, cache, _options.Time);
        var shared = new SharedDataSets(store, cache, source);
        var plans = new RefreshPlans(store, shared, _options.Time);
        _cache = cache;
        _plans = plans;
        new PortalEndpoints(
            _catalog,
            new ReportService(store, plans),
            new RestService(store, plans),
            cache,
            () =>
                new ReportProcessor(
                    source,
                    shared,
                    _options.Time,
                    BaseUrl.ToString().TrimEnd('/') + "/ReportServer",
                    _catalog.FindAsync
                ),
            _options.PlaybooksFolder
        ).Map(application);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (IOException error)
        {
            await application.DisposeAsync();
            throw new IOException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The report portal cannot listen on 127.0.0.1:{_options.Port}: {error.Message}"
                ),
                error
            );
        }

        _application = application;
        BaseUrl = new Uri(
            application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
        );
        foreach (var name in _catalog.Names)
        {
            _ = _catalog.FindAsync(name, CancellationToken.None); // compiles ahead; whoever asks for the report sees its outcome
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_application is { } application)
        {
            _application = null;
            await application.StopAsync(cancellationToken);
            await application.DisposeAsync();
        }

        if (_plans is { } plans)
        {
            _plans = null;
            await plans.DisposeAsync();
        }

        _catalog?.Dispose();
        _catalog = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);
}
