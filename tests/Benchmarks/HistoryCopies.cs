// Days of history in minutes: what was watched for some hours is copied into the days before, hour by hour
// the same, with times and numbers moved.
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox.Stepped;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Benchmarks;

/// <summary>Fills the days before the watched hours.</summary>
/// <remarks>Copied are the tables by day and the four that are followed from begin to end; not deadlocks,
/// alerts and what the service says of itself. Nights are as busy as the watched hours then, so the days hold
/// more than real ones.</remarks>
internal static class HistoryCopies
{
    // Rows that are followed until they end, by when they began.
    private static readonly Dictionary<string, (string Time, string Ended)> Followed = new(StringComparer.Ordinal)
    {
        ["fact.BatchExecution"] = ("StartedAt", "IsRunning = 0"),
        ["fact.BlockingIncident"] = ("StartedAt", "EndedAt IS NOT NULL"),
        ["fact.LongRequest"] = ("StartedAt", "EndedAt IS NOT NULL"),
        ["fact.LongTransaction"] = ("StartedAt", "EndedAt IS NOT NULL"),
    };

    private const string Columns = """
        SELECT
            TableName = CONCAT(SCHEMA_NAME(t.schema_id), N'.', t.name),
            ColumnName = c.name,
            TypeName = TYPE_NAME(c.system_type_id),
            IsIdentity = c.is_identity,
            DayColumn =
            (
                SELECT MAX(x.name)
                FROM sys.indexes AS i
                INNER JOIN sys.partition_schemes AS s ON s.data_space_id = i.data_space_id
                INNER JOIN sys.index_columns AS k
                    ON k.object_id = i.object_id AND k.index_id = i.index_id AND k.partition_ordinal = 1
                INNER JOIN sys.columns AS x ON x.object_id = k.object_id AND x.column_id = k.column_id
                WHERE i.object_id = t.object_id AND i.index_id <= 1
            )
        FROM sys.tables AS t
        INNER JOIN sys.columns AS c ON c.object_id = t.object_id
        WHERE SCHEMA_NAME(t.schema_id) IN (N'fact', N'rollup') AND c.is_computed = 0
        ORDER BY 1, c.column_id;
        """;

    /// <param name="day">What was watched; its clock stands at the end of it.</param>
    /// <param name="from">UTC: begin of the hours to copy.</param>
    /// <param name="step">Their length; a part of a day.</param>
    /// <param name="until">UTC: how far back the copies go.</param>
    /// <param name="cancellationToken">Ends it between two copies.</param>
    public static async Task FillAsync(
        WatchedDay day,
        DateTime from,
        TimeSpan step,
        DateTime until,
        CancellationToken cancellationToken
    )
    {
        var clock = Stopwatch.StartNew();
        await using var connection = new SqlConnection(day.RepositoryConnectionString);
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync("UPDATE config.Instance SET CreatedAt = @until;", new { until });
        for (var boundary = until.Date; boundary < from.Date; boundary = boundary.AddDays(1))
        {
            await ExecuteAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"ALTER PARTITION SCHEME PS_Day NEXT USED [PRIMARY]; ALTER PARTITION FUNCTION PF_Day() SPLIT RANGE ('{boundary:yyyy-MM-dd}');"
                )
            );
        }

        var tables = (await connection.QueryAsync<Column>(Columns))
            .GroupBy(c => c.TableName, StringComparer.Ordinal)
            .Where(t => t.First().DayColumn is not null || Followed.ContainsKey(t.Key))
            // Days are folded from the hours, as ever.
            .Where(t => t.Key is not ("rollup.Day" or "rollup.DayBin"))
            .ToList();
        var numbers = tables
            .SelectMany(t => t)
            .Where(c => c.IsIdentity)
            .Select(c => c.ColumnName)
            .ToHashSet(StringComparer.Ordinal);
        // What AX's own history brought is replaced by the copies.
        foreach (var (table, (time, _)) in Followed)
        {
            await ExecuteAsync($"DELETE {table} WHERE [{time}] < @from;", new { from });
        }

        var rows = 0L;
        for (var copy = 1; from - (copy * step) >= until; copy++)
        {
            foreach (var table in tables)
            {
                rows += await ExecuteAsync(Statement(table, numbers, copy, step), new { from, to = from + step });
            }
        }

        await ExecuteAsync(
            """
            INSERT rollup.Dirty (SeriesId, BucketAt, Minutes)
            SELECT DISTINCT h.SeriesId, CAST(CAST(h.BucketAt AS date) AS datetime2(3)), 1440
            FROM rollup.Hour AS h
            WHERE h.BucketAt < CAST(@from AS date);
            """,
            new { from }
        );
        while (
            await connection.QuerySingleAsync<int>(
                "SELECT COUNT(*) FROM rollup.Dirty WHERE Minutes = 1440 AND BucketAt < CAST(@from AS date);",
                new { from }
            ) > 0
        )
        {
            await day.CallAsync("ops.FoldRollups", new { Now = day.Time.Now }, cancellationToken);
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rows:N0} rows of history from {step.TotalHours:0.#} watched hours in {clock.Elapsed.TotalMinutes:0.0} minutes."
            )
        );

        Task<int> ExecuteAsync(string sql, object? parameters = null) =>
            connection.ExecuteAsync(
                new CommandDefinition(sql, parameters, commandTimeout: 0, cancellationToken: cancellationToken)
            );
    }

    private static string Statement(
        IGrouping<string, Column> table,
        HashSet<string> numbers,
        int copy,
        TimeSpan step
    )
    {
        var shift = (long)(-copy * step).TotalSeconds;
        var names = string.Join(", ", table.Select(c => $"[{c.ColumnName}]"));
        var values = string.Join(
            ", ",
            table.Select(c =>
                c.TypeName is "datetime2" or "date" ? FormattableString.Invariant($"DATEADD(second, {shift}, [{c.ColumnName}])")
                : numbers.Contains(c.ColumnName) ? FormattableString.Invariant($"[{c.ColumnName}] + {copy} * 10000000")
                : $"[{c.ColumnName}]"
            )
        );
        var (time, ended) = Followed.TryGetValue(table.Key, out var followed)
            ? followed
            : (table.First().DayColumn!, "1 = 1");
        var insert =
            $"INSERT {table.Key} ({names}) SELECT {values} FROM {table.Key} WHERE [{time}] >= @from AND [{time}] < @to AND {ended};";
        return table.Any(c => c.IsIdentity)
            ? $"SET IDENTITY_INSERT {table.Key} ON; {insert} SET IDENTITY_INSERT {table.Key} OFF;"
            : insert;
    }

    private sealed record Column
    {
        public string TableName { get; init; } = "";

        public string ColumnName { get; init; } = "";

        public string TypeName { get; init; } = "";

        public bool IsIdentity { get; init; }

        public string? DayColumn { get; init; }
    }
}
