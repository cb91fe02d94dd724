// What the header of a collector file declares is written down nowhere else: here it becomes the call that
// makes the collector known to the repository, and a collector without its procedure or type is an error of
// the build.

using System.Globalization;
using System.Text;
using AxMonitor.Collectors;

namespace AxMonitor.Database.Build;

internal static class CollectorSeed
{
    /// <summary>The name of this part of the seed in scripts.</summary>
    public const string Name = "collectors, as the headers of their files declare them";

    /// <summary>Reads the collectors of a folder, by name.</summary>
    /// <exception cref="DatabaseBuildException">The header of a file is wrong, or what it includes is
    /// absent.</exception>
    public static IReadOnlyList<CollectorFile> Read(string folder)
    {
        CollectorCatalog catalog = new(folder);
        List<CollectorFile> collectors = [];
        List<BuildMessage> messages = [];
        foreach (var name in catalog.Names)
        {
            try
            {
                collectors.Add(catalog.Get(name));
            }
            catch (ScriptFileException exception)
            {
                messages.Add(new BuildMessage($"{name}.sql", 1, 1, "AXD003", exception.Message, IsError: true));
            }
        }

        return messages.Count == 0 ? collectors : throw new DatabaseBuildException(messages);
    }

    /// <summary>The calls that make the collectors known.</summary>
    public static string Text(IReadOnlyList<CollectorFile> collectors)
    {
        StringBuilder text = new("-- A collector that exists keeps the numbers an administrator may have changed.\n");
        foreach (var collector in collectors)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"EXEC config.DefineCollector @CollectorName = N'{collector.Name}', @Kind = N'{Kind(collector)}',\n    @IntervalMs = {Ms(collector.Interval)}, @TimeoutMs = {Ms(collector.Timeout)}, @RowLimit = {collector.RowLimit}, @TableType = N'{collector.TableType}'"
            );
            if (collector.Budget is { } budget)
            {
                text.Append(CultureInfo.InvariantCulture, $", @BudgetMs = {Ms(budget)}");
            }

            if (collector.BudgetPercent is { } percent)
            {
                text.Append(CultureInfo.InvariantCulture, $", @BudgetPercent = {percent}");
            }

            if (collector.Source == CollectorSource.Log)
            {
                text.Append(", @Source = N'log'");
            }

            text.Append(";\n");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>Findings: collectors whose procedure or table type the project does not define.</summary>
    public static IEnumerable<BuildMessage> Missing(
        IReadOnlyList<CollectorFile> collectors,
        IReadOnlyCollection<SourceBatch> batches
    )
    {
        var names = batches.Select(batch => batch.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return collectors.SelectMany(collector =>
            new[] { (What: "procedure", Name: collector.Procedure), (What: "table type", Name: collector.TableType) }
                .Where(wanted => !names.Contains(wanted.Name))
                .Select(wanted => new BuildMessage(
                    $"{collector.Name}.sql",
                    1,
                    1,
                    "AXD004",
                    $"The collector {collector.Name} needs the {wanted.What} {wanted.Name}, which no file of the project defines.",
                    IsError: true
                ))
        );
    }

    private static string Kind(CollectorFile collector) => collector.Kind == CollectorKind.Check ? "check" : "data";

    private static long Ms(TimeSpan time) => (long)time.TotalMilliseconds;
}
