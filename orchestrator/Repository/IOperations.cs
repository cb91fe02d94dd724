// The seam to the procedures of schema ops: schedule, leases, run log.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>Procedures of schema ops.</summary>
public interface IOperations
{
    /// <summary>ops.GetSchedule: the enabled collectors of the enabled instances.</summary>
    Task<IReadOnlyList<ScheduledCollector>> GetScheduleAsync(CancellationToken cancel);

    /// <summary>ops.GetCollectorStatus: how the collectors stand; of all instances when none is
    /// named.</summary>
    Task<IReadOnlyList<CollectorStatus>> GetCollectorStatusAsync(string? instanceName, CancellationToken cancel);

    /// <summary>ops.RegisterInstance: makes an instance known, or changes it. Returns its id.</summary>
    Task<int> RegisterInstanceAsync(InstanceRegistration instance, CancellationToken cancel);

    /// <summary>ops.AcquireLease: takes or renews a lease.</summary>
    Task<LeaseGrant> AcquireLeaseAsync(string leaseName, string owner, TimeSpan duration, CancellationToken cancel);

    /// <summary>ops.ReleaseLease: gives a lease up before it expires.</summary>
    Task ReleaseLeaseAsync(string leaseName, string owner, CancellationToken cancel);

    /// <summary>ops.RunMaintenance: partitions ahead, purge, sizes.</summary>
    Task<MaintenanceResult> RunMaintenanceAsync(CancellationToken cancel);

    /// <summary>ops.SaveJobRun: writes one row of the run log.</summary>
    Task SaveJobRunAsync(JobRun run, CancellationToken cancel);
}
