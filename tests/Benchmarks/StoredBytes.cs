// What a day's watching leaves in the repository, by collector: a collector's tables are those its seed file
// registers, and its part of the spine.
using System.Text.RegularExpressions;
using AxMonitor.Database.Deploy;
using AxMonitor.Sandbox.Stepped;

namespace AxMonitor.Benchmarks;

/// <summary>Rows and bytes by collector.</summary>
internal static partial class StoredBytes
{
    private const string Spine = "fact.Metric";

    /// <summary>By collector; what belongs to none (texts, state, the product's own log) stands under "all
    /// others".</summary>
    public static async Task<IReadOnlyDictionary<string, (long Rows, double Bytes)>> ByCollectorAsync(
        WatchedDay day,
        CancellationToken cancellationToken
    )
    {
        var owners = Owners(DeploymentPackage.Read(DeploymentPackage.DefaultFile));
        var sizes = await day.QueryAsync<(string TableName, long Rows, long Bytes)>(
            """
            SELECT
                CONCAT(SCHEMA_NAME(t.schema_id), N'.', t.name),
                SUM(CASE WHEN p.index_id <= 1 THEN p.row_count ELSE 0 END),
                SUM(p.used_page_count) * 8192
            FROM sys.dm_db_partition_stats AS p
            INNER JOIN sys.tables AS t ON t.object_id = p.object_id
            GROUP BY t.schema_id, t.name
            """,
            cancellationToken
        );
        var metrics = await day.QueryAsync<(string Collector, int Values)>(
            "SELECT m.CollectorName, COUNT(*) FROM fact.Metric AS f INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId GROUP BY m.CollectorName",
            cancellationToken
        );

        var result = new Dictionary<string, (long Rows, double Bytes)>(StringComparer.Ordinal);
        foreach (var (table, rows, bytes) in sizes.Where(s => s.TableName != Spine))
        {
            Add(owners.GetValueOrDefault(table, "all others"), rows, bytes);
        }

        var spine = sizes.Single(s => s.TableName == Spine);
        foreach (var (collector, values) in metrics)
        {
            Add(collector, values, (double)spine.Bytes * values / Math.Max(1, spine.Rows));
        }

        return result;

        void Add(string collector, long rows, double bytes)
        {
            var (oldRows, oldBytes) = result.GetValueOrDefault(collector);
            result[collector] = (oldRows + rows, oldBytes + bytes);
        }
    }

    private static Dictionary<string, string> Owners(DeploymentPackage package)
    {
        const string folder = "Seed/Collectors/";
        var owners = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var seed in package.Scripts.Where(script => script.Name.StartsWith(folder, StringComparison.Ordinal)))
        {
            foreach (var table in seed.Batches.SelectMany(batch => FactTable().Matches(batch).Cast<Match>()))
            {
                owners.TryAdd(table.Groups["table"].Value, Path.GetFileNameWithoutExtension(seed.Name));
            }
        }

        return owners;
    }

    [GeneratedRegex(@"config\.DefineFactTable\s+(?:@TableName\s*=\s*)?N'(?<table>[\w.]+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FactTable();
}
