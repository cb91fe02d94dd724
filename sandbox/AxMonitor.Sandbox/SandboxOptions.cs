// What the sandbox can be told on its command line, with the defaults a newcomer gets.
using AxMonitor.Sandbox.AxWorkload;

namespace AxMonitor.Sandbox;

/// <summary>Settings of one sandbox run.</summary>
public sealed record SandboxOptions
{
    /// <summary>TCP port of the SQL Server stand-in on 127.0.0.1; 0 takes a free one.</summary>
    public int SqlPort { get; init; } = 14330;

    /// <summary>TCP port of the report portal on 127.0.0.1; 0 takes a free one.</summary>
    public int HttpPort { get; init; } = 8330;

    /// <summary>TCP port of the desk on 127.0.0.1; 0 takes a free one.</summary>
    public int DeskPort { get; init; } = 8331;

    /// <summary>TCP port of the inbox on 127.0.0.1; 0 takes a free one.</summary>
    public int SmtpPort { get; init; }

    /// <summary>Where mails and logs go unless another folder is named.</summary>
    internal static string DefaultDataFolder { get; } = Path.Combine(Path.GetTempPath(), "axmonitor-sandbox");

    /// <summary>Folder for delivered mails and logs; made when missing.</summary>
    public string DataFolder { get; init; } = DefaultDataFolder;

    /// <summary>Scenario to start once everything runs; null for background load alone.</summary>
    public string? Scenario { get; init; }

    /// <summary>Simulated time from the start to the scenario's onset.</summary>
    public TimeSpan ScenarioAfter { get; init; }

    /// <summary>Incidents on a timetable.</summary>
    public IReadOnlyList<AxTimetableEntry> Timetable { get; init; } = [];

    /// <summary>The timetable as it was given, to be given again; null for none.</summary>
    public string? TimetableText { get; init; }

    /// <summary>How long an installation in which nothing happens is watched; null to start a
    /// sandbox.</summary>
    public TimeSpan? Quiet { get; init; }

    /// <summary>How much of the past the simulated AX has in its batch history and user log at the
    /// start.</summary>
    public TimeSpan History { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Seconds of simulated time in a second; 1 is real time.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Collation of the AX database.</summary>
    public string AxCollation { get; init; } = new AxInstallationOptions().Collation;

    /// <summary>Seed of the simulated AX installation: the same seed gives the same run.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Password of the administrator's login; null makes a random one, which is printed.</summary>
    public string? Password { get; init; }

    /// <summary>Folder of captured event XML that the watched server's event file holds besides the simulated
    /// ones; null for none.</summary>
    public string? CapturedEventsFolder { get; init; }

    /// <summary>False leaves the orchestrator out, so that one can be run by hand against the
    /// stand-in.</summary>
    public bool RunOrchestrator { get; init; } = true;

    /// <summary>Called when something in the simulated installation failed; it goes on.</summary>
    public Action<Exception>? Failed { get; init; }

    /// <summary>The clock that <see cref="Speed"/> speeds up.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
