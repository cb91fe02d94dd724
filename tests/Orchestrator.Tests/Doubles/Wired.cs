// The stages of the service put together around substitutes, with a clock that tests move.
using AxMonitor.Collectors;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Orchestrator.Jobs;
using AxMonitor.Orchestrator.Leases;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Schedule;
using AxMonitor.Orchestrator.Signals;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace AxMonitor.Orchestrator.Tests.Doubles;

internal sealed class Wired : IDisposable
{
    public Wired()
    {
        Wakeups = new Wakeups(Time);
        Health = new Health(Time);
        Limit = new RepeatLimit(Time);
        Reach = new InstanceReach(Options, Limit, Time, NullLogger<InstanceReach>.Instance);
        Recorder = new RunRecorder(Operations, Metrics, Health, Time, NullLogger<RunRecorder>.Instance);
        Leases.IsHeldAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(new ValueTask<bool>(true));
        Frame = new JobFrame(Leases, Recorder, Metrics, Health, Time, NullLogger<JobFrame>.Instance);
        Deliverer = new Deliverer(
            Alerting,
            Sender,
            new MailRenderer(Options.TemplatesFolder),
            Frame,
            Options,
            Metrics,
            Health,
            Wakeups,
            Time,
            NullLogger<Deliverer>.Instance
        );
    }

    public FakeTimeProvider Time { get; } = new();
    public IOperations Operations { get; } = Substitute.For<IOperations>();
    public IAlerting Alerting { get; } = Substitute.For<IAlerting>();
    public IMailSender Sender { get; } = Substitute.For<IMailSender>();
    public ILeases Leases { get; } = Substitute.For<ILeases>();
    public RunMetrics Metrics { get; } = new();
    public Wakeups Wakeups { get; }
    public RunRecorder Recorder { get; }
    public Health Health { get; }
    public RepeatLimit Limit { get; }
    public InstanceReach Reach { get; }
    public JobFrame Frame { get; }
    public Deliverer Deliverer { get; }

    public OrchestratorOptions Options { get; } =
        new()
        {
            RepositoryConnectionString = "Server=nowhere",
            Instances = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["PRD"] = "Server=watched" },
            Smtp = new SmtpOptions
            {
                Host = "localhost",
                From = "axmonitor@contoso.com",
                Security = SmtpSecurity.None,
            },
            Owner = "test:1",
        };

    /// <summary>A watch over the glances of the release, which looks when told to.</summary>
    public GlanceWatch Glances(IWatchedSource source, IWakesCollectors runs) =>
        new(
            Options,
            new CollectorCatalog(Options.CollectorsFolder),
            source,
            runs,
            Leases,
            Reach,
            Limit,
            Health,
            Time,
            NullLogger<GlanceWatch>.Instance
        );

    public void Dispose()
    {
        Deliverer.Dispose();
        Recorder.Dispose();
        Metrics.Dispose();
    }
}
