// Puts the service together. `axmonitor run` hosts it as a process; a program may host it in its own, with
// its own options and, in tests, its own parts.
using System.Runtime.Versioning;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Orchestrator.Deliver.Channels;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Orchestrator.Jobs;
using AxMonitor.Orchestrator.Jobs.Long;
using AxMonitor.Orchestrator.Leases;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Queue;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Schedule;
using AxMonitor.Orchestrator.Signals;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Hosting.WindowsServices;
using Microsoft.Extensions.Logging.EventLog;
using Microsoft.Extensions.Options;
using Serilog.Extensions.Logging;

namespace AxMonitor.Orchestrator.Hosting;

/// <summary>Builds the service.</summary>
public static class OrchestratorHost
{
    private const int DefaultDeskPort = 8331;

    /// <summary>A host that, once started, schedules, collects, evaluates and delivers until it is
    /// stopped.</summary>
    /// <param name="options">All settings.</param>
    /// <param name="configure">Replaces parts; runs after the service's own registrations.</param>
    public static IHost Build(OrchestratorOptions options, Action<IServiceCollection>? configure = null) =>
        Build(options, Register, configure);

    /// <summary>A host that serves the desk alone, beside orchestrators that run elsewhere.</summary>
    /// <param name="options">All settings.</param>
    public static IHost BuildDesk(OrchestratorOptions options) =>
        BuildService(options with { Desk = options.Desk with { Port = options.Desk.Port ?? DefaultDeskPort } }, RegisterDesk);

    private static IHost Build(
        OrchestratorOptions options,
        Action<IServiceCollection, OrchestratorOptions> register,
        Action<IServiceCollection>? configure
    )
    {
        // No configuration sources of the host's own: what is not in the options does not exist for the
        // service.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(options.Log.MinimumLevel);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddSingleton<ILoggerProvider>(p => new SerilogLoggerProvider(
            ServiceLog.Create(
                options.Log,
                p.GetRequiredService<TimeProvider>(),
                Console.Error,
                p.GetRequiredService<LogHealth>()
            ),
            dispose: true
        ));
        if (options.Observe.SentryDsnSecret is { Length: > 0 } name && options.SecretOf(name) is { Length: > 0 } dsn)
        {
            builder.Services.AddSingleton<ILoggerProvider>(p => new ErrorTracker(
                dsn,
                options.Observe.SentryEnvironment,
                () => p.GetRequiredService<ILoggerFactory>().CreateLogger<ErrorTracker>()
            ));
        }

        builder.Services.AddSingleton<LogHealth>();
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(SteadyLoggers));
        builder.Services.Configure<HostOptions>(o =>
        {
            o.ShutdownTimeout = TimeSpan.FromSeconds(30);
            o.ServicesStartConcurrently = false;
            o.ServicesStopConcurrently = false;

            // LoopWatch ends the service, with the exit code that goes with it.
            o.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
        });
        register(builder.Services, options);
        configure?.Invoke(builder.Services);
        return builder.Build();
    }

    /// <summary>A host that serves the service control manager of Windows or systemd, when one of them has
    /// started the process.</summary>
    /// <param name="options">All settings.</param>
    public static IHost BuildService(OrchestratorOptions options) => BuildService(options, Register);

    private static IHost BuildService(OrchestratorOptions options, Action<IServiceCollection, OrchestratorOptions> register)
    {
        var isWindowsService = WindowsServiceHelpers.IsWindowsService();
        if (options.Log.Folder is null && (isWindowsService || SystemdHelpers.IsSystemdService()))
        {
            options = options with { Log = options.Log with { Folder = ServiceLog.FolderOfService(isWindowsService) } };
        }

        return Build(
            options,
            register,
            services =>
            {
                services.AddWindowsService(o => o.ServiceName = WindowsService.DefaultName);
                services.AddSystemd();
                if (OperatingSystem.IsWindows())
                {
                    WriteEventLog(services);
                }
            }
        );
    }

    private static SteadyLoggerFactory SteadyLoggers(IServiceProvider services) =>
        new(
            new LoggerFactory(
                services.GetServices<ILoggerProvider>(),
                services.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
                services.GetRequiredService<IOptions<LoggerFactoryOptions>>()
            ),
            services.GetRequiredService<LogHealth>()
        );

    [SupportedOSPlatform("windows")]
    private static void WriteEventLog(IServiceCollection services)
    {
        services.Configure<EventLogSettings>(o => o.SourceName = WindowsService.DefaultName);
        services.AddLogging(l => l.AddFilter<EventLogLoggerProvider>(null, LogLevel.Warning));
    }

    private static void AddEndpoint(IServiceCollection services, OrchestratorOptions options)
    {
        if (options.Observe.Port is not null)
        {
            services.AddSingleton<ObserveEndpoint>();
            services.AddHostedService(p => p.GetRequiredService<ObserveEndpoint>());
        }

        if (options.Observe.OtlpEndpoint is not null)
        {
            services.AddSingleton<OtlpSender>();
            services.AddHostedService(p => p.GetRequiredService<OtlpSender>());
        }
    }

    private static void AddDesk(IServiceCollection services, bool isRequired)
    {
        services.AddSingleton(p => new DeskServer(
            p.GetRequiredService<OrchestratorOptions>(),
            p.GetRequiredService<RepositoryConnection>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILoggerFactory>(),
            isRequired,
            p.GetRequiredService<RunMetrics>()
        ));
        services.AddHostedService(p => p.GetRequiredService<DeskServer>());
    }

    private static void RegisterDesk(IServiceCollection services, OrchestratorOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        services.AddSingleton(options);
        services.AddKeyedSingleton(Clocks.Machine, TimeProvider.System);
        services.AddSingleton<RunMetrics>();
        services.TryAddSingleton<RepeatLimit>();
        services.AddSingleton<RepositoryCalls>();
        services.AddSingleton<RepositoryConnection>();
        services.AddSingleton<IOperations, SqlOperations>();
        services.AddDeskHealth();
        AddEndpoint(services, options);
        AddDesk(services, isRequired: true);
    }

    private static void Register(IServiceCollection services, OrchestratorOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddKeyedSingleton(Clocks.Machine, TimeProvider.System);
        services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        services.AddSingleton(options);
        services.AddSingleton<RunMetrics>();
        services.TryAddSingleton<RepeatLimit>();
        services.AddSingleton(p => new Health(p.GetRequiredKeyedService<TimeProvider>(Clocks.Machine)));
        services.AddSingleton<CollectorStates>();
        services.AddSingleton<RepositoryGauges>();
        services.AddSingleton<Wakeups>();

        services.AddSingleton<RepositoryCalls>();
        services.AddSingleton<RepositoryConnection>();
        services.AddSingleton<IOperations, SqlOperations>();
        services.AddSingleton<IIngestion, SqlIngestion>();
        services.AddSingleton<IAlerting, SqlAlerting>();

        services.AddSingleton<IWatchedSource, SqlWatchedSource>();
        services.AddSingleton(_ => new CollectorCatalog(options.CollectorsFolder));
        services.AddSingleton<IParameterSource, PreflightNeeds>();
        services.AddSingleton<CollectorParameters>();
        services.AddSingleton<InstanceReach>();
        services.AddSingleton<CollectorRunner>();
        services.AddSingleton<CollectorDispatcher>();
        services.AddSingleton(p => new WorkQueue(
            new WorkQueueSettings(options.Queue.Capacity, options.Queue.MaxParallel, options.Queue.MaxParallelPerInstance),
            p.GetRequiredService<TimeProvider>(),
            (item, error) => Log.RunFault(p.GetRequiredService<ILogger<WorkQueue>>(), item.Key, error)
        ));

        // First, so that it counts from the beginning and answers until the end.
        services.AddServiceHealth(options);
        AddEndpoint(services, options);
        if (options.Observe.IsOn)
        {
            services.AddHostedService(p => p.GetRequiredService<RepositoryGauges>());
        }

        // Stopped in reverse: schedule and stages first, then the queue, then the run log and the leases.
        services.AddSingleton<LeaseKeeper>();
        services.AddSingleton<ILeases>(p => p.GetRequiredService<LeaseKeeper>());
        services.AddHostedService(p => p.GetRequiredService<LeaseKeeper>());
        services.AddSingleton(p => new RunRecorder(
            p.GetRequiredService<IOperations>(),
            p.GetRequiredService<RunMetrics>(),
            p.GetRequiredService<Health>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<RunRecorder>>()
        ));
        services.AddHostedService(p => p.GetRequiredService<RunRecorder>());
        services.AddHostedService<QueueLifetime>();
        services.AddSingleton<JobFrame>();
        services.AddSingleton<Evaluator>();
        services.AddHostedService(p => p.GetRequiredService<Evaluator>());
        services.AddSingleton<RollupFolder>();
        services.AddHostedService(p => p.GetRequiredService<RollupFolder>());
        services.AddSingleton<LeakFinder>();
        services.AddHostedService(p => p.GetRequiredService<LeakFinder>());
        services.AddSingleton<BaselineBuilder>();
        services.AddHostedService(p => p.GetRequiredService<BaselineBuilder>());
        services.AddSingleton<Maintainer>();
        services.AddHostedService(p => p.GetRequiredService<Maintainer>());
        services.AddSingleton<JobQueue>();
        services.AddSingleton<ILongWork, BacktestWork>();
        services.AddSingleton<ILongWork, ExportWork>();
        services.AddSingleton<ILongWork, BaselineWork>();
        services.AddSingleton<ILongWork, CheckWork>();
        services.AddSingleton<ILongWork, ImportRulesWork>();
        services.AddSingleton<JobRunner>();
        services.AddHostedService(p => p.GetRequiredService<JobRunner>());
        if (options.DatabaseMail is { } databaseMail)
        {
            services.AddSingleton<IMailSender>(p => new DatabaseMailSender(
                p.GetRequiredService<RepositoryConnection>(),
                databaseMail with
                {
                    Timeout = options.SendLimit,
                },
                p.GetRequiredService<TimeProvider>()
            ));
        }

        if (options.Smtp is { } smtp)
        {
            services.AddSingleton(p => new SmtpConnector(
                smtp,
                p.GetRequiredService<TimeProvider>(),
                () => options.Current().Smtp
            ));
            services.AddSingleton<IMailSender>(p => new SmtpMailSender(
                smtp with
                {
                    Timeout = options.SendLimit,
                },
                p.GetRequiredService<SmtpConnector>(),
                p.GetRequiredService<TimeProvider>()
            ));
        }

        if (options.MailWay is not null)
        {
            services.AddSingleton(_ => new MailRenderer(options.TemplatesFolder));
            services.AddSingleton<Deliverer>();
            services.AddHostedService(p => p.GetRequiredService<Deliverer>());
        }

        services.AddSingleton(p => new ChannelClient(options.PostLimit, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(_ => new ChannelTemplates(options.TemplatesFolder));
        services.AddSingleton<IMessageShape, TeamsShape>();
        services.AddSingleton<IMessageShape, SlackShape>();
        services.AddSingleton<IMessageShape, PagerDutyShape>();
        services.AddSingleton<IMessageShape, WebhookShape>();
        services.AddSingleton<ChannelPoster>();
        services.AddHostedService(p => p.GetRequiredService<ChannelPoster>());

        services.AddSingleton<DueList>();
        services.AddSingleton<IScheduler>(p => p.GetRequiredService<DueList>());
        services.AddHostedService(p => p.GetRequiredService<DueList>());
        services.AddSingleton<IWakesCollectors>(p => p.GetRequiredService<CollectorDispatcher>());
        services.AddSingleton<GlanceWatch>();
        if (options.Intervals.GlanceSeconds > 0)
        {
            services.AddHostedService(p => p.GetRequiredService<GlanceWatch>());
        }

        services.AddHostedService<CollectorSchedule>();
        services.AddSingleton<SignWatch>();
        services.AddHostedService(p => p.GetRequiredService<SignWatch>());

        if (options.Desk.Port is not null)
        {
            AddDesk(services, isRequired: false);
        }

        // Last, so that it sees all loops begun, and none of them stopped.
        services.AddSingleton<LoopWatch>();
        services.AddHostedService(p => p.GetRequiredService<LoopWatch>());
    }
}
