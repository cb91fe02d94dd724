// The seam to the procedures of schema ops (schedule, leases, run log), and the rows that they take and
// return.
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

    /// <summary>config.SetCollectorText: gives an instance its own text of a collector; null takes it
    /// away.</summary>
    Task SetCollectorTextAsync(
        string instanceName,
        string collectorName,
        string? text,
        string changedBy,
        CancellationToken cancel
    );

    /// <summary>ops.AcquireLease: takes or renews a lease.</summary>
    Task<LeaseGrant> AcquireLeaseAsync(string leaseName, string owner, TimeSpan duration, CancellationToken cancel);

    /// <summary>ops.ReleaseLease: gives a lease up before it expires.</summary>
    Task ReleaseLeaseAsync(string leaseName, string owner, CancellationToken cancel);

    /// <summary>ops.GetClock: this machine's clock beside the repository's.</summary>
    Task<RepositoryClock> GetClockAsync(CancellationToken cancel);

    /// <summary>ops.GetSettingFaults: settings whose value is not as it should be.</summary>
    Task<IReadOnlyList<SettingFault>> GetSettingFaultsAsync(CancellationToken cancel);

    /// <summary>ops.GetMasking: what is masked of each instance.</summary>
    Task<IReadOnlyList<InstanceMasking>> GetMaskingAsync(CancellationToken cancel);

    /// <summary>ops.RunMaintenance: partitions ahead, purge, sizes.</summary>
    /// <param name="warned">Gets each warning while the maintenance runs, before it acts.</param>
    /// <param name="cancel">Gives it up.</param>
    Task<MaintenanceResult> RunMaintenanceAsync(Action<string> warned, CancellationToken cancel);

    /// <summary>ops.FoldRollups: sums up what was saved since the last call.</summary>
    Task<FoldResult> FoldRollupsAsync(CancellationToken cancel);

    /// <summary>ops.FindLeaks: daily values of the days that have ended, and what rises in them.</summary>
    Task<LeakResult> FindLeaksAsync(CancellationToken cancel);

    /// <summary>ops.BuildBaselines: what is usual for each series, and which are far from it.</summary>
    Task<BaselineResult> BuildBaselinesAsync(CancellationToken cancel);

    /// <summary>ops.SaveJobRun: writes one row of the run log.</summary>
    Task SaveJobRunAsync(JobRun run, CancellationToken cancel);
}

/// <summary>How a collector stands on an instance.</summary>
public sealed record CollectorStatus
{
    public string InstanceName { get; init; } = "";
    public string CollectorName { get; init; } = "";

    /// <summary>disabled, starting, waiting, collecting, slowed, off or failing.</summary>
    public string State { get; init; } = "";
    public bool IsCollecting { get; init; }

    /// <summary>"collecting", or "not collecting, because …".</summary>
    public string Standing { get; init; } = "";
    public string? Remedy { get; init; }

    /// <summary>What it could use and does not find.</summary>
    public string? Missing { get; init; }
    public DateTime? Since { get; init; }
    public DateTime? LastSuccessAt { get; init; }
    public long? DataAgeMs { get; init; }
    public int IntervalMs { get; init; }
    public int EffectiveIntervalMs { get; init; }
    public int BudgetMs { get; init; }
    public int? LastSourceMs { get; init; }
    public DateTime? TruncatedAt { get; init; }
}

/// <summary>An instance to make known, or to change.</summary>
public sealed record InstanceRegistration
{
    /// <summary>The name it goes by everywhere.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its connection string.</summary>
    public required string ConnectionName { get; init; }

    /// <summary>The AX business database; null when there is none.</summary>
    public string? AxDatabaseName { get; init; }

    /// <summary>The model store's database; empty: collectors look for it; null: as it is.</summary>
    public string? ModelDatabaseName { get; init; }

    /// <summary>DEV, TST, UAT or PRD; empty: none; null: as it is.</summary>
    public string? Environment { get; init; }

    /// <summary>Separated by semicolons; empty: none; null: as they are.</summary>
    public string? Tags { get; init; }
}

/// <summary>Whether the lease is held by the asking process, and until when by whoever holds it.</summary>
public sealed record LeaseGrant
{
    public bool IsHeld { get; init; }
    public DateTime? ExpiresAt { get; init; }

    /// <summary>Owner of the lease; null when nobody has it.</summary>
    public string? HeldBy { get; init; }

    /// <summary>What is wrong with the asking machine's clock, for which it gets no lease; null:
    /// nothing.</summary>
    public string? Fault { get; init; }
}

/// <summary>How this machine's clock compares with the repository's.</summary>
public sealed record RepositoryClock
{
    public DateTime RepositoryAt { get; init; }

    /// <summary>How far this machine is ahead; negative when it is behind.</summary>
    public long AheadMs { get; init; }
    public long ToleranceMs { get; init; }

    /// <summary>Whether the repository accepts any time as the present.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>Why times of this machine are refused; null: they are not.</summary>
    public string? Fault { get; init; }

    /// <summary>What would be purged far beyond the usual and waits, as after a jump of the repository's own
    /// clock; null: nothing.</summary>
    public string? HeldPurges { get; init; }
}

/// <summary>A setting of the repository whose value is not as it should be.</summary>
public sealed record SettingFault
{
    public string SettingName { get; init; } = "";
    public string Fault { get; init; } = "";
}

/// <summary>What is masked of an instance.</summary>
public sealed record InstanceMasking
{
    public string InstanceName { get; init; } = "";
    public string StageName { get; init; } = "";

    /// <summary>none, names or names+literals.</summary>
    public string LevelName { get; init; } = "";

    /// <summary>Whether it is masked before it is stored.</summary>
    public bool IsAtCollection { get; init; }

    /// <summary>Who sees it all the same: admin or nobody.</summary>
    public string ClearFor { get; init; } = "";

    /// <summary>Texts that are not shown yet, because their literals are still to be masked.</summary>
    public int WaitingTexts { get; init; }
}

/// <summary>Result of one maintenance of the repository.</summary>
public sealed record MaintenanceResult
{
    /// <summary>Partitions made for days to come.</summary>
    public int MadePartitions { get; init; }

    /// <summary>Partitions of old days that held rows.</summary>
    public int EmptiedPartitions { get; init; }

    /// <summary>Rows deleted in batches.</summary>
    public long DeletedRows { get; init; }

    /// <summary>Boundaries of old days taken away.</summary>
    public int MergedPartitions { get; init; }

    /// <summary>Why something was left to the next call; null when all was done.</summary>
    public string? WaitsFor { get; init; }
}

/// <summary>Result of one folding of the rollups.</summary>
public sealed record FoldResult
{
    /// <summary>Buckets computed anew.</summary>
    public long FoldedBuckets { get; init; }

    /// <summary>Buckets whose sources had been purged already.</summary>
    public long RefusedBuckets { get; init; }

    /// <summary>Buckets left to the next call.</summary>
    public long LeftBuckets { get; init; }
}

/// <summary>Result of one look for leaks.</summary>
public sealed record LeakResult
{
    /// <summary>Days of instances whose values were computed; 0: there was nothing to do.</summary>
    public int FilledDays { get; init; }

    /// <summary>Series with the history for a test.</summary>
    public int TestedSeries { get; init; }

    /// <summary>Leaks that are open now.</summary>
    public int OpenLeaks { get; init; }
}

/// <summary>Result of one round of baselines.</summary>
public sealed record BaselineResult
{
    /// <summary>Series whose baseline was built; 0: there was nothing to do.</summary>
    public int BuiltSeries { get; init; }

    /// <summary>Series that wait for the next round.</summary>
    public int LeftSeries { get; init; }

    /// <summary>Series that are beyond their own record now.</summary>
    public int Anomalies { get; init; }
}

/// <summary>A finished run.</summary>
public sealed record JobRun
{
    public required Guid RunId { get; init; }
    public required string JobName { get; init; }
    public int? InstanceId { get; init; }
    public required DateTime StartedAt { get; init; }
    public required DateTime EndedAt { get; init; }
    public int? SourceMs { get; init; }
    public int? SaveMs { get; init; }
    public int? RowsRead { get; init; }
    public int? RowsSaved { get; init; }

    /// <summary>One of <see cref="RunOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>UTC on the watched server.</summary>
    public DateTime? CapturedAt { get; init; }

    /// <summary>Whether a limit left something out.</summary>
    public bool? IsTruncated { get; init; }
    public int? ErrorNumber { get; init; }
    public string? ErrorMessage { get; init; }
}

/// <summary>Outcomes of a run.</summary>
public static class RunOutcome
{
    public const string Ok = "ok";
    public const string Duplicate = "duplicate";
    public const string Skipped = "skipped";
    public const string Failed = "failed";
    public const string Timeout = "timeout";
}
