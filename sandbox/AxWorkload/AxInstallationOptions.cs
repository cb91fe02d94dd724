// What the simulated AX installation can be told.
namespace AxMonitor.Sandbox.AxWorkload;

/// <summary>Settings of one simulated installation.</summary>
public sealed record AxInstallationOptions
{
    /// <summary>The same seed and the same clock give the same load, to the statement.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>1 to 16 times the ordinary installation: so many times its servers, people, recurring jobs,
    /// SQL sessions and statements, on a machine that can bear it.</summary>
    public int LoadFactor { get; init; } = 1;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Name of the AX business database on the watched server.</summary>
    public string DatabaseName { get; init; } = "MicrosoftDynamicsAX";

    /// <summary>Databases of others on the same server, which its jobs back up every night too.</summary>
    public IReadOnlyList<string> OtherDatabases { get; init; } = [];

    /// <summary>Collation of the AX database and the model store; it differs from the repository's, as it
    /// does on most installations.</summary>
    public string Collation { get; init; } = "Latin1_General_CI_AS";

    /// <summary>How much of the past the batch history, the user log and the ledger hold at the
    /// start.</summary>
    public TimeSpan History { get; init; } = TimeSpan.FromHours(1);

    /// <summary>History older than <see cref="History"/> and this together is removed, as AX's clean-up jobs
    /// do.</summary>
    public TimeSpan KeepsMore { get; init; } = TimeSpan.FromDays(2);

    /// <summary>Incidents that are planned from the start. What began in the past shows in the
    /// history.</summary>
    public IReadOnlyList<AxTimetableEntry> Timetable { get; init; } = [];

    /// <summary>Folder (read with its subfolders) of captured blocked-process-report XML to put into the
    /// event file; null for none.</summary>
    public string? CapturedEventsFolder { get; init; }

    /// <summary>Seconds a task must be blocked before events report it, and between its reports; the server
    /// option 'blocked process threshold (s)'. 0 switches events off.</summary>
    public int BlockedProcessThresholdSeconds { get; init; } = 5;

    /// <summary>Short blocks of less than a second, as every busy installation has them.</summary>
    public bool BackgroundBlocking { get; init; } = true;

    /// <summary>Bytes of event XML after which the event file rolls over to the next.</summary>
    public int EventFileBytes { get; init; } = 5 * 1024 * 1024;

    /// <summary>Event files kept; older ones vanish.</summary>
    public int EventFilesKept { get; init; } = 4;
}
