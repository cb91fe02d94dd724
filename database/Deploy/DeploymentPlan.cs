// What a deployment would do to a database, and what it did: also the shape of the command's JSON.

namespace AxMonitor.Database.Deploy;

/// <summary>The scripts that a database lacks.</summary>
/// <param name="Version">Version that is deployed.</param>
/// <param name="IsNewDatabase">Nothing of AxMonitor is there; migrations are noted without being run.</param>
/// <param name="Scripts">Names in the order in which they are applied.</param>
/// <param name="ChangedMigrations">Migrations that were applied with another text; they are not applied
/// again.</param>
public sealed record DeploymentPlan(
    Version Version,
    bool IsNewDatabase,
    IReadOnlyList<string> Scripts,
    IReadOnlyList<string> ChangedMigrations
);

/// <summary>A script that was applied, and how long it took.</summary>
public sealed record AppliedScript(string Name, long DurationMs);

/// <summary>What a deployment did.</summary>
public sealed record DeploymentOutcome(DeploymentPlan Plan, IReadOnlyList<AppliedScript> Applied, long DurationMs);
