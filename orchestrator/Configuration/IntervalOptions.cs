// How often the service does something, and how long it waits for something.
using System.ComponentModel.DataAnnotations;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Intervals and time-outs, in seconds.</summary>
public sealed record IntervalOptions
{
    /// <summary>How often the schedule is read again from the repository.</summary>
    [Range(1, 3600)]
    public int ScheduleRefreshSeconds { get; init; } = 30;

    /// <summary>Alerts are evaluated at least this often, and after every save.</summary>
    [Range(1, 300)]
    public int EvaluateSeconds { get; init; } = 5;

    /// <summary>The outbox is looked at this often, and after every evaluation that queued
    /// something.</summary>
    [Range(1, 300)]
    public int DeliverSeconds { get; init; } = 2;

    /// <summary>Between the runs of a collector that has a glance, the watched server is asked this often
    /// whether it should run now; 0 never asks.</summary>
    [Range(0, 60)]
    public int GlanceSeconds { get; init; } = 2;

    /// <summary>A lease that is not renewed for this long passes to another process.</summary>
    [Range(3, 45)]
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>A claimed notification that is not completed for this long is claimed again.</summary>
    [Range(10, 600)]
    public int NotificationLeaseSeconds { get; init; } = 60;

    /// <summary>Time-out of calls to the repository.</summary>
    [Range(1, 600)]
    public int RepositoryTimeoutSeconds { get; init; } = 30;

    /// <summary>An instance that cannot be reached is asked at least this often.</summary>
    [Range(5, 120)]
    public int UnreachableSeconds { get; init; } = 60;

    public TimeSpan ScheduleRefresh => TimeSpan.FromSeconds(ScheduleRefreshSeconds);

    public TimeSpan Evaluate => TimeSpan.FromSeconds(EvaluateSeconds);

    public TimeSpan Deliver => TimeSpan.FromSeconds(DeliverSeconds);

    public TimeSpan Glance => TimeSpan.FromSeconds(GlanceSeconds);

    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);

    public TimeSpan NotificationLease => TimeSpan.FromSeconds(NotificationLeaseSeconds);
}
