// Leaves of all scripts those that the database lacks: a migration that was never applied, anything else
// whose hash differs from the one that was applied last.

using DbUp.Engine;
using DbUp.Support;

namespace AxMonitor.Database.Deploy;

internal sealed class UnappliedScripts(DeploymentPackage package, ScriptJournal journal) : IScriptFilter
{
    /// <summary>What the filter left when it was asked last.</summary>
    public DeploymentPlan Plan { get; private set; } = new(package.Version, IsNewDatabase: false, [], []);

    /// <summary>Called with the plan before its first script runs.</summary>
    public Action<DeploymentPlan> Planned { get; init; } = _ => { };

    public IEnumerable<SqlScript> Filter(
        IEnumerable<SqlScript> sorted,
        HashSet<string> executedScriptNames,
        ScriptNameComparer comparer
    )
    {
        List<SqlScript> left = [];
        List<string> changed = [];
        foreach (var script in sorted)
        {
            var wanted = package.Required(script.Name);
            var applied = journal.AppliedHash(script.Name);
            var isSame = string.Equals(applied, wanted.Hash, StringComparison.OrdinalIgnoreCase);
            if (wanted.IsMigration && (applied is not null || journal.IsNewDatabase))
            {
                if (applied is not null && !isSame)
                {
                    changed.Add(script.Name);
                }
            }
            else if (!isSame)
            {
                left.Add(script);
            }
        }

        Plan = new DeploymentPlan(package.Version, journal.IsNewDatabase, [.. left.Select(script => script.Name)], changed);
        Planned(Plan);
        return left;
    }
}
