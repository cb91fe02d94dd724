// What the engine's benchmark asks of every side.
namespace AxMonitor.Benchmarks;

/// <summary>One line of the table. Each side gives the sum of all integers it answers with.</summary>
internal sealed record EngineQuestion(string Name, Func<long> Engine, Func<long> Sqlite, Func<long>? Duck = null);

/// <summary>All lines.</summary>
internal static class EngineQuestions
{
    private const string Group = "SELECT GroupId, COUNT(*), SUM(Amount), MAX(Amount) FROM Fact WHERE Flag < 70 GROUP BY GroupId";
    private const string Join =
        "SELECT d.Category, COUNT(*), SUM(f.Amount) FROM Fact AS f INNER JOIN Dimension AS d ON d.KeyId = f.KeyId GROUP BY d.Category";
    private const string Window =
        "SELECT COUNT(*) FROM (SELECT ROW_NUMBER() OVER (PARTITION BY GroupId ORDER BY Amount DESC) AS Position FROM Fact) AS t WHERE t.Position <= 3";
    private const string Hours =
        "SELECT MetricId, Minute / 60, COUNT(*), SUM(Value), MAX(Value) FROM Sample GROUP BY MetricId, Minute / 60";
    private const string Lag =
        "SELECT MetricId, SUM(d) FROM (SELECT MetricId, Value - LAG(Value) OVER (PARTITION BY MetricId ORDER BY Minute) AS d FROM Sample) AS x GROUP BY MetricId";
    private const string SelfJoin =
        "SELECT a.MetricId, COUNT(*), SUM(a.Value - b.Value) FROM Sample AS a INNER JOIN Sample AS b ON b.MetricId = a.MetricId AND b.Minute = a.Minute - 1 GROUP BY a.MetricId";
    private const string Distinct =
        "SELECT {0}MetricId, COUNT(DISTINCT Value) AS n FROM Sample GROUP BY MetricId ORDER BY n DESC, MetricId{1}";
    private const string Exists =
        "SELECT COUNT(*) FROM Event AS e WHERE EXISTS (SELECT 1 FROM Sample AS s WHERE s.MetricId = e.MetricId AND s.Minute = e.Minute AND s.Value > 50000)";
    private const string Copy = "SELECT m.KeyId, t.KeyId, m.KeyId * 31 + t.KeyId";
    private const string CopyFrom = " FROM Dimension AS m CROSS JOIN Dimension AS t WHERE m.KeyId < 200";

    public static IEnumerable<EngineQuestion> All(EnginePeer engine, SqlitePeer sqlite, DuckPeer duck)
    {
        yield return Same("scan + filter + group, 1 M rows", Group);
        yield return Same("join 1 M × 10 k + group", Join);
        yield return Same("row_number, 1 M rows in 500 partitions", Window);
        yield return Same("group by metric and hour, 2 M rows", Hours, Hours, Hours.Replace("/", "//", StringComparison.Ordinal));
        yield return Same("deltas by LAG, 2 M rows", Lag);
        yield return Same("deltas by self-join on the key, 2 M rows", SelfJoin);
        yield return Same(
            "COUNT(DISTINCT), first 10",
            string.Format(null, Distinct, "TOP (10) ", ""),
            string.Format(null, Distinct, "", " LIMIT 10"),
            string.Format(null, Distinct, "", " LIMIT 10")
        );
        yield return Two("EXISTS on the key, 10 k events", Exists, Exists);
        yield return Nearest("latest value before each of 10 k events (APPLY, TOP 1, descending)", "<=", "DESC");
        yield return Nearest("first value after each of 10 k events (APPLY, TOP 1, ascending)", ">=", "ASC");
        yield return new EngineQuestion("100 k point seeks, one call each", engine.SeekAll, sqlite.SeekAll);
        yield return new EngineQuestion(
            "insert of 100 k rows (table-valued parameter / prepared INSERT)",
            engine.InsertAll,
            sqlite.InsertAll
        );
        yield return new EngineQuestion(
            "load: INSERT … SELECT of 2 M rows",
            () => engine.Query($"TRUNCATE TABLE dbo.Copy; INSERT dbo.Copy (MetricId, Minute, Value) {Copy}{CopyFrom}; SELECT COUNT(*) FROM dbo.Copy;"),
            () => sqlite.Query("DELETE FROM Copy", $"INSERT INTO Copy (MetricId, Minute, Value) {Copy}{CopyFrom}", "SELECT COUNT(*) FROM Copy")
        );

        EngineQuestion Same(string name, string sql, string? other = null, string? third = null) =>
            new(name, () => engine.Query(sql), () => sqlite.Query(other ?? sql), () => duck.Query(third ?? sql));

        EngineQuestion Two(string name, string sql, string other) =>
            new(name, () => engine.Query(sql), () => sqlite.Query(other));

        EngineQuestion Nearest(string name, string op, string order) =>
            Two(
                name,
                $"SELECT COUNT(x.Value), SUM(x.Value) FROM Event AS e OUTER APPLY (SELECT TOP (1) s.Value FROM Sample AS s WHERE s.MetricId = e.MetricId AND s.Minute {op} e.Minute ORDER BY s.Minute {order}) AS x",
                $"SELECT COUNT(v), SUM(v) FROM (SELECT (SELECT s.Value FROM Sample AS s WHERE s.MetricId = e.MetricId AND s.Minute {op} e.Minute ORDER BY s.Minute {order} LIMIT 1) AS v FROM Event AS e)"
            );
    }
}
