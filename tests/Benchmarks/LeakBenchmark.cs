// How well leaks are told: simulated days with planted leaks and steps, judged by the product's own T-SQL,
// trial by trial; precision and recall by the leak's age, the days of history and its slope.
using System.Data;
using System.Globalization;
using AxMonitor.Sandbox;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Benchmarks;

/// <summary>Runs baseline.FindLeaks over trials of <see cref="LeakScene"/>.</summary>
internal static class LeakBenchmark
{
    // A Monday, so that the last whole day is a Sunday; a scene says which weekday its own first day is.
    private static readonly DateTime Monday = new(2026, 6, 8, 0, 0, 0, DateTimeKind.Utc);

    private static readonly (int Age, int History)[] Configurations =
    [
        (14, 14),
        (14, 90),
        (30, 30),
        (30, 90),
        (60, 60),
        (60, 90),
        (90, 90),
    ];

    // Slopes a day of the columns, each from its own to the next.
    private static readonly double[] Bands = [0, 0.006, 0.0125, 0.02, 0.03, 0.05, 0.081];

    private const string Prepare = """
        CREATE TYPE dbo.BenchmarkDay AS TABLE (SeriesNumber int NOT NULL, LocalDate datetime2(3) NOT NULL, Value float NOT NULL);
        DECLARE @InstanceId int = (SELECT MIN(InstanceId) FROM config.Instance);
        EXEC config.DefineMetric N'bench.m', N'Requests', N'ms', N'higher', N'AOS', N'For the benchmark.';
        INSERT dim.MetricKey (KeyText) SELECT CONCAT(N'bench', RIGHT(CONCAT(N'000', n.value), 4)) FROM STRING_SPLIT(@Numbers, N',') AS n;
        INSERT rollup.Series (InstanceId, MetricId, KeyId)
        SELECT @InstanceId, m.MetricId, k.KeyId
        FROM config.Metric AS m
        CROSS JOIN dim.MetricKey AS k
        WHERE m.MetricName = N'bench.m' AND k.KeyText LIKE N'bench%';
        """;

    private const string Fill = """
        DELETE baseline.LeakChange;
        DELETE baseline.Leak;
        DELETE baseline.DayValue;
        INSERT baseline.DayValue (SeriesId, LocalDate, MedianValue, MinValue, MaxValue, ValueCount, CoveragePercent)
        SELECT s.SeriesId, d.LocalDate, d.Value, d.Value, d.Value, 1440, 100
        FROM @Days AS d
        INNER JOIN dim.MetricKey AS k ON k.KeyText = CONCAT(N'bench', RIGHT(CONCAT(N'000', d.SeriesNumber), 4))
        INNER JOIN rollup.Series AS s ON s.KeyId = k.KeyId;
        """;

    private const string Told = """
        SELECT SeriesNumber = CAST(SUBSTRING(k.KeyText, 6, 4) AS int), l.ShapeName
        FROM baseline.Leak AS l
        INNER JOIN rollup.Series AS s ON s.SeriesId = l.SeriesId
        INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId;
        """;

    /// <param name="trials">Trials of each configuration; 200 when not given.</param>
    /// <param name="only">Configurations, as in 14:90,30:30; all when not given.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    public static async Task RunAsync(string? trials, string? only, CancellationToken cancellationToken)
    {
        var count = trials is null ? 200 : int.Parse(trials, CultureInfo.InvariantCulture);
        Console.WriteLine(
            "| age / history | precision | steps as errors | recall | 0.5 % | 0.6–1.25 | 1.25–2 | 2–3 | 3–5 | 5–8 % a day | false per 500 |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        await using var server = await SqlStandIn.StartAsync("AXREPO", 0, "Benchmark-1", TimeProvider.System, cancellationToken);
        await RepositoryDeployment.DeployAsync(server, cancellationToken);
        await using var connection = new SqlConnection(server.ConnectionString(RepositoryDeployment.DatabaseName));
        await connection.OpenAsync(cancellationToken);
        await connection.ExecuteAsync("UPDATE config.Setting SET SettingValue = N'1' WHERE SettingName = N'ClockIsSimulated';");
        await connection.ExecuteAsync("EXEC ops.RegisterInstance N'BENCH', N'bench', N'AX', '2026-01-01';");
        await connection.ExecuteAsync(Prepare, new { Numbers = string.Join(',', Enumerable.Range(0, LeakScene.Count)) });
        foreach (var (age, history) in Configurations)
        {
            if (only is null || only.Split(',').Contains($"{age}:{history}"))
            {
                Console.WriteLine(await RowAsync(connection, age, history, count, cancellationToken));
            }
        }
    }

    private static async Task<string> RowAsync(
        SqlConnection connection,
        int age,
        int history,
        int trials,
        CancellationToken cancellationToken
    )
    {
        var (found, trends, quiet, steps) = (0, 0, 0, 0);
        var leaksOf = new int[Bands.Length - 1];
        var foundOf = new int[Bands.Length - 1];
        for (var seed = 1; seed <= trials; seed++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var scene = new LeakScene(seed, age, history);
            var told = await ToldAsync(connection, scene, history);
            for (var series = LeakScene.QuietCount; series < LeakScene.QuietCount + LeakScene.LeakCount; series++)
            {
                var band = Array.FindLastIndex(Bands, b => b <= scene.Rates[series]);
                leaksOf[band]++;
                if (told.TryGetValue(series, out var shape))
                {
                    foundOf[band]++;
                    found++;
                    trends += shape != "step" ? 1 : 0;
                }
            }

            quiet += told.Count(t => t.Key < LeakScene.QuietCount && t.Value != "step");
            steps += told.Count(t => t.Key >= LeakScene.QuietCount + LeakScene.LeakCount && t.Value != "step");
        }

        var recalls = string.Join(" | ", foundOf.Select((f, i) => Share(f, leaksOf[i])));
        return FormattableString.Invariant(
            $"| {age} / {history} | {Share(trends, trends + quiet)} | {Share(trends, trends + quiet + steps)} | {Share(found, trials * LeakScene.LeakCount)} | {recalls} | {(double)quiet / trials:0.00} |"
        );
    }

    private static async Task<Dictionary<int, string?>> ToldAsync(SqlConnection connection, LeakScene scene, int history)
    {
        var today = Monday.AddDays((scene.FirstWeekday + history) % 7);
        using var days = new DataTable();
        days.Columns.Add("SeriesNumber", typeof(int));
        days.Columns.Add("LocalDate", typeof(DateTime));
        days.Columns.Add("Value", typeof(double));
        for (var series = 0; series < LeakScene.Count; series++)
        {
            for (var day = 0; day < history; day++)
            {
                if (scene.Values[series][day] is { } value)
                {
                    days.Rows.Add(series, today.AddDays(day - history), value);
                }
            }
        }

        await connection.ExecuteAsync(Fill, new { Days = days.AsTableValuedParameter("dbo.BenchmarkDay") }, commandTimeout: 600);
        var parameters = new DynamicParameters(new { Now = today.AddHours(1) });
        parameters.Add("Tested", dbType: DbType.Int32, direction: ParameterDirection.Output);
        parameters.Add("Open", dbType: DbType.Int32, direction: ParameterDirection.Output);
        await connection.ExecuteAsync("EXEC baseline.FindLeaks @Now, @Tested OUTPUT, @Open OUTPUT;", parameters, commandTimeout: 600);
        // A series with fewer than ten days has no test.
        if (parameters.Get<int>("Tested") < 0.95 * LeakScene.Count)
        {
            throw new InvalidOperationException($"{parameters.Get<int>("Tested")} of {LeakScene.Count} series were tested.");
        }

        return (await connection.QueryAsync<(int Series, string? Shape)>(Told)).ToDictionary(t => t.Series, t => t.Shape);
    }

    private static string Share(int part, int all) =>
        all == 0 ? "–" : ((double)part / all).ToString("0.00", CultureInfo.InvariantCulture);
}
