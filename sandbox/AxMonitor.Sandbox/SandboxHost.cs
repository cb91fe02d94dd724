// Puts the parts together in the order they depend on each other: server, inbox, simulated AX, repository,
// portal, orchestrator. Everything a part needs from another goes over the network, as it would in
// production.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Sandbox.AxWorkload.Clocks;
using AxMonitor.Sandbox.Mail;
using AxMonitor.Sandbox.ReportPortal;
using Microsoft.Extensions.DependencyInjection;

namespace AxMonitor.Sandbox;

/// <summary>A running sandbox. Disposing it stops the parts in reverse order.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly Stack<Func<ValueTask>> _stopping = new();

    private SandboxHost(SandboxOptions options)
    {
        // What everything in the sandbox goes by from now on.
        Options = options.Speed == 1 ? options : options with { Time = new FastClock(options.Time, options.Speed) };
    }

    public SandboxOptions Options { get; }

    public SqlStandIn Server { get; private set; } = null!;

    public MailFolderServer Mail { get; private set; } = null!;

    public AxInstallation Workload { get; private set; } = null!;

    /// <summary>Base address of the report portal, without a slash at the end.</summary>
    public string PortalUrl { get; private set; } = "";

    /// <summary>Address of the desk, without a slash at the end; null where no orchestrator serves
    /// it.</summary>
    public string? DeskUrl { get; private set; }

    /// <summary>Password of the sandbox's administrator of the desk, made for this run.</summary>
    public string DeskPassword { get; } = DeskPasswords.MakeFirst();

    /// <summary>Where the mails of this run are; those of other runs lie in folders beside it.</summary>
    public string MailFolder { get; private set; } = "";

    public string AxDatabaseName => Workload.DatabaseName;

    public string RepositoryConnectionString => Server.ConnectionString(RepositoryDeployment.DatabaseName);

    /// <summary>UTC time at which the chosen scenario began; null before, or without one.</summary>
    public DateTime? ScenarioOnsetAt { get; private set; }

    /// <summary>UTC of the sandbox's clock at its start: with seed and timetable it makes the same run
    /// again.</summary>
    public DateTime StartedAt { get; private set; }

    /// <summary>From the call of <see cref="StartAsync"/> until everything answered.</summary>
    public TimeSpan StartDuration { get; private set; }

    /// <exception cref="SandboxException">A part could not start.</exception>
    public static async Task<SandboxHost> StartAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        var host = new SandboxHost(options);
        try
        {
            await host.StartPartsAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Address of the drill-through report of one incident.</summary>
    public string ChainReportUrl(long incidentId) => $"{PortalUrl}/report/BlockingChain?IncidentId={incidentId}";

    /// <summary>Begins the chosen scenario, if there is one.</summary>
    public void BeginScenario()
    {
        if (Options.Scenario is { } scenario)
        {
            Workload.StartScenario(scenario);
            ScenarioOnsetAt = Workload.OnsetAt(scenario);
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_stopping.TryPop(out var stop))
        {
            await stop();
        }
    }

    private async Task StartPartsAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        StartedAt = Options.Time.GetUtcNow().UtcDateTime;
        // What is wrong with the command line shows at once, not after the parts have started.
        RequirePort("--sql-port", Options.SqlPort);
        RequirePort("--http-port", Options.HttpPort);
        if (Options.RunOrchestrator)
        {
            RequirePort("--desk-port", Options.DeskPort);
        }

        RequirePort("--smtp-port", Options.SmtpPort);
        CreateDataFolder();

        Server = await SqlStandIn.StartAsync(
            "AXSANDBOX",
            Options.SqlPort,
            Options.Password ?? RandomPassword(),
            Options.Time,
            cancellationToken
        );
        _stopping.Push(Server.DisposeAsync);

        await StartInboxAsync();

        Workload = new AxInstallation(
            new AxInstallationOptions
            {
                Seed = Options.Seed,
                Time = Options.Time,
                OtherDatabases = [RepositoryDeployment.DatabaseName],
                History = Options.History,
                Timetable = Timetable(),
                Collation = Options.AxCollation,
                CapturedEventsFolder = Options.CapturedEventsFolder,
            }
        );
        Workload.Failed = Options.Failed;
        _stopping.Push(() =>
        {
            Workload.Dispose();
            return ValueTask.CompletedTask;
        });
        AttachWorkload();

        await RepositoryDeployment.DeployAsync(Server, cancellationToken);
        await ServiceLogins.CreateForRepositoryAsync(Server, cancellationToken);
        await ServiceLogins.CreateForWatchedAsync(Server, AxDatabaseName, cancellationToken);
        await StartPortalAsync(cancellationToken);
        await RepositorySettings.ApplyAsync(this, cancellationToken);
        if (Options.RunOrchestrator)
        {
            await StartOrchestratorAsync(cancellationToken);
        }

        if (Options.ScenarioAfter == TimeSpan.Zero)
        {
            BeginScenario();
        }

        StartDuration = Stopwatch.GetElapsedTime(began);
    }

    // A leak is old when somebody looks for it: it begins with the history.
    private IReadOnlyList<AxTimetableEntry> Timetable() =>
        Options.Scenario == AxWorkloadScenarios.SlowLeak
            ? [.. Options.Timetable, new AxTimetableEntry { Name = AxWorkloadScenarios.SlowLeak, After = -Options.History }]
            : Options.Timetable;

    private void CreateDataFolder()
    {
        try
        {
            CreateOwnFolder(Options.DataFolder);
            if (!OperatingSystem.IsWindows() && Options.DataFolder == SandboxOptions.DefaultDataFolder)
            {
                // Its name is known to everybody: whoever else made it keeps it, and we do not write there.
                File.SetUnixFileMode(Options.DataFolder, OwnerOnly);
            }

            MailFolder = Path.Combine(
                Options.DataFolder,
                "mail",
                string.Create(CultureInfo.InvariantCulture, $"{StartedAt:yyyyMMdd-HHmmss}-{Environment.ProcessId}")
            );
            CreateOwnFolder(MailFolder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SandboxException(
                $"The data folder '{Options.DataFolder}' cannot be made: {failure.Message} Choose another with --data.",
                failure
            );
        }
    }

    // Mails and logs hold statements of the watched server: nobody else on the machine needs them.
    private static void CreateOwnFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
    }

    private static void RequirePort(string option, int port)
    {
        if (port == 0)
        {
            return;
        }

        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
        }
        catch (SocketException failure)
        {
            throw new SandboxException(
                $"Port {port} on 127.0.0.1 cannot be listened on. Choose another with {option}, or 0 for any free one. ({failure.Message})",
                failure
            );
        }
    }

    private void AttachWorkload()
    {
        try
        {
            Workload.Attach(Server.Engine);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            throw new SandboxException($"The captured events cannot be used: {failure.Message}", failure);
        }
    }

    private async Task StartInboxAsync()
    {
        try
        {
            Mail = await MailFolderServer.StartAsync(MailFolder, Options.SmtpPort, Options.Time);
            _stopping.Push(Mail.DisposeAsync);
        }
        catch (SocketException failure)
        {
            throw new SandboxException(
                $"Port {Options.SmtpPort} on 127.0.0.1 cannot be listened on. "
                    + $"Choose another with --smtp-port, or 0 for any free one. ({failure.Message})",
                failure
            );
        }
    }

    private async Task StartPortalAsync(CancellationToken cancellationToken)
    {
        var portal = new ReportPortalServer(
            new ReportPortalOptions
            {
                Port = Options.HttpPort,
                ReportsFolder = Path.Combine(AppContext.BaseDirectory, "reports"),
                PlaybooksFolder = Path.Combine(AppContext.BaseDirectory, "playbooks"),
                ConnectionString = Server.ConnectionString(RepositoryDeployment.DatabaseName, ServiceLogins.Reports),
                Time = Options.Time,
            }
        );
        _stopping.Push(portal.DisposeAsync);
        try
        {
            await portal.StartAsync(cancellationToken);
        }
        catch (IOException failure)
        {
            throw new SandboxException(
                $"Port {Options.HttpPort} on 127.0.0.1 cannot be listened on. Choose another with --http-port, or 0 for any free one. ({failure.Message})",
                failure
            );
        }

        PortalUrl = portal.BaseUrl.ToString().TrimEnd('/');
    }

    private async Task StartOrchestratorAsync(CancellationToken cancellationToken)
    {
        // What protects against a dead process or a dead connection goes by real time, whatever the speed.
        var defaults = new IntervalOptions();
        var orchestrator = OrchestratorHost.Build(
            new OrchestratorOptions
            {
                RepositoryConnectionString = Server.ConnectionString(
                    RepositoryDeployment.DatabaseName,
                    ServiceLogins.Orchestrator
                ),
                Instances = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
                {
                    [RepositorySettings.ConnectionName] = Server.ConnectionString("master", ServiceLogins.Orchestrator),
                },
                Smtp = Mail.Settings with { Timeout = TimeSpan.FromSeconds(30 * Options.Speed) },
                Desk = new DeskOptions { Port = Options.DeskPort },
                Log = new LogOptions { Console = ConsoleLog.Off, Folder = Options.DataFolder },
                Intervals = defaults with
                {
                    ScheduleRefreshSeconds = Scaled(defaults.ScheduleRefreshSeconds, Options.Speed),
                    LeaseSeconds = Scaled(defaults.LeaseSeconds, Options.Speed),
                    NotificationLeaseSeconds = Scaled(defaults.NotificationLeaseSeconds, Options.Speed),
                    EvaluateSeconds = Scaled(defaults.EvaluateSeconds, Math.Max(1, Options.Speed / 20)),
                    DeliverSeconds = Scaled(defaults.DeliverSeconds, Math.Max(1, Options.Speed / 20)),
                },
            },
            services => services.AddSingleton(Options.Time)
        );
        _stopping.Push(async () =>
        {
            await orchestrator.StopAsync(CancellationToken.None);
            orchestrator.Dispose();
        });
        await orchestrator.StartAsync(cancellationToken);
        DeskUrl = orchestrator.Services.GetRequiredService<DeskServer>().Address;
        await RepositorySettings.OpenDeskAsync(this, cancellationToken);
    }

    private static int Scaled(int seconds, double by) => Math.Max(1, (int)(seconds * by));

    private static string RandomPassword() => "Ax-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(9));
}
