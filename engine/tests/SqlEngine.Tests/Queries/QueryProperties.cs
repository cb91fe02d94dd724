// Queries over random rows against plain loops as the oracle: joins, sorting, grouping, windows, percentiles,
// subqueries, index access.
using FsCheck;
using FsCheck.Fluent;

namespace AxMonitor.Engine.Tests.Queries;

[TestFixture]
internal sealed class QueryProperties
{
    private QueryDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new QueryDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [Test]
    public void Joins_equal_nested_loops(
        [Values("INNER", "LEFT", "RIGHT", "FULL")] string kind,
        [Values] bool indexed,
        [Values] bool residual
    ) =>
        Check(seed =>
        {
            var left = Rows(seed, 30);
            var right = Rows(seed + 1, 25);
            Load("L", left, false);
            Load("R", right, indexed);
            var on = "l.K = r.K" + (residual ? " AND l.V < r.V" : "");
            var actual = _database.Rows($"SELECT l.Id, r.Id AS RId FROM dbo.L AS l {kind} JOIN dbo.R AS r ON {on};");

            bool Matches(long?[] l, long?[] r) =>
                l[1] is { } a && r[1] is { } b && a == b && (!residual || (l[2] is { } x && r[2] is { } y && x < y));
            var expected = new List<long?[]>();
            foreach (var l in left)
            {
                var matches = right.Where(r => Matches(l, r)).Select(r => new[] { l[0], r[0] }).ToList();
                expected.AddRange(matches);
                if (matches.Count == 0 && kind is "LEFT" or "FULL" && matches.Count == 0)
                {
                    expected.Add([l[0], null]);
                }
            }

            if (kind is "RIGHT" or "FULL")
            {
                expected.AddRange(right.Where(r => !left.Exists(l => Matches(l, r))).Select(r => new[] { null, r[0] }));
            }

            Assert.That(Sorted(actual), Is.EqualTo(Sorted(expected)));
        });

    [Test]
    public void Order_by_sorts_with_nulls_first_and_top_gives_its_beginning() =>
        Check(seed =>
        {
            var rows = Rows(seed, 60);
            Load("L", rows, false);
            var expected = rows.OrderBy(r => r[1] ?? long.MinValue)
                .ThenByDescending(r => r[2] ?? long.MinValue)
                .ThenBy(r => r[0])
                .Select(r => r[0])
                .ToList();
            Assert.That(_database.Rows("SELECT Id FROM dbo.L ORDER BY K, V DESC, Id;").Select(r => r[0]), Is.EqualTo(expected));
            var top = Math.Abs(seed % 20);
            Assert.That(
                _database.Rows($"SELECT TOP ({top}) Id FROM dbo.L ORDER BY K, V DESC, Id;").Select(r => r[0]),
                Is.EqualTo(expected.Take(top))
            );
            Assert.That(
                _database
                    .Rows($"SELECT Id FROM dbo.L ORDER BY K, V DESC, Id OFFSET {top} ROWS FETCH NEXT 7 ROWS ONLY;")
                    .Select(r => r[0]),
                Is.EqualTo(expected.Skip(top).Take(7))
            );
        });

    [Test]
    public void Group_by_equals_grouping_in_memory() =>
        Check(seed =>
        {
            var rows = Rows(seed, 60);
            Load("L", rows, false);
            var actual = _database.Rows(
                "SELECT K, COUNT(*), COUNT(V), SUM(V), MIN(V), MAX(V), COUNT(DISTINCT V) FROM dbo.L GROUP BY K;"
            );
            var expected = rows.GroupBy(r => r[1])
                .Select(g =>
                    new[]
                    {
                        g.Key,
                        g.Count(),
                        g.Count(r => r[2] is not null),
                        g.Any(r => r[2] is not null) ? g.Sum(r => r[2]) : null,
                        g.Min(r => r[2]),
                        g.Max(r => r[2]),
                        g.Select(r => r[2]).OfType<long>().Distinct().Count(),
                    }
                )
                .ToList();
            Assert.That(Sorted(actual), Is.EqualTo(Sorted(expected)));
        });

    [Test]
    public void Window_sums_equal_sums_over_the_frame([Values(0, 1, 3)] int preceding, [Values(0, 2)] int following) =>
        Check(seed =>
        {
            var rows = Rows(seed, 50);
            Load("L", rows, false);
            var actual = _database.Rows(
                $"SELECT Id, SUM(V) OVER (PARTITION BY K ORDER BY Id ROWS BETWEEN {preceding} PRECEDING AND {following} FOLLOWING), SUM(V) OVER (PARTITION BY K ORDER BY V), ROW_NUMBER() OVER (PARTITION BY K ORDER BY V, Id), RANK() OVER (PARTITION BY K ORDER BY V) FROM dbo.L;"
            );
            var expected = new List<long?[]>();
            foreach (var partition in rows.GroupBy(r => r[1]))
            {
                var byId = partition.OrderBy(r => r[0]).ToList();
                foreach (var row in partition)
                {
                    var at = byId.IndexOf(row);
                    var frame = byId.Skip(Math.Max(0, at - preceding)).Take(at - Math.Max(0, at - preceding) + following + 1);
                    var value = row[2] ?? long.MinValue;
                    expected.Add([
                        row[0],
                        Sum(frame),
                        Sum(partition.Where(r => (r[2] ?? long.MinValue) <= value)),
                        partition.Count(r =>
                            (r[2] ?? long.MinValue) < value || ((r[2] ?? long.MinValue) == value && r[0] <= row[0])
                        ),
                        partition.Count(r => (r[2] ?? long.MinValue) < value) + 1,
                    ]);
                }
            }

            Assert.That(Sorted(actual), Is.EqualTo(Sorted(expected)));
        });

    [Test]
    public void Percentiles_follow_the_textbook() =>
        Check(seed =>
        {
            var rows = Rows(seed, 50);
            Load("L", rows, false);
            var fraction = Math.Abs(seed % 101) / 100.0;
            var text = fraction.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
            var actual = _database.Rows(
                $"SELECT DISTINCT K, PERCENTILE_CONT({text}) WITHIN GROUP (ORDER BY V) OVER (PARTITION BY K), PERCENTILE_DISC({text}) WITHIN GROUP (ORDER BY V) OVER (PARTITION BY K) FROM dbo.L;"
            );
            var expected = rows.GroupBy(r => r[1])
                .Select(g =>
                {
                    var sample = g.Select(r => r[2]).OfType<long>().Order().ToList();
                    if (sample.Count == 0)
                    {
                        return [g.Key, null, null];
                    }

                    var position = fraction * (sample.Count - 1);
                    double low = sample[(int)Math.Floor(position)];
                    double high = sample[(int)Math.Ceiling(position)];
                    var continuous = low + ((position - Math.Floor(position)) * (high - low));
                    var discrete = sample.First(v => sample.Count(s => s <= v) / (double)sample.Count >= fraction - 1e-12);
                    return new[] { g.Key, (long)Math.Round(continuous * 1e6), discrete };
                })
                .ToList();
            Assert.That(Sorted(actual), Is.EqualTo(Sorted(expected)));
        });

    [Test]
    public void Subqueries_follow_three_valued_logic([Values] bool indexed) =>
        Check(seed =>
        {
            var left = Rows(seed, 20);
            var right = Rows(seed + 1, seed % 3 == 0 ? 0 : 15);
            Load("L", left, false);
            Load("R", right, indexed);
            var keys = right.Select(r => r[1]).ToList();
            Same("K IN (SELECT r.K FROM dbo.R AS r)", l => l[1] is { } k && keys.Contains(k));
            Same(
                "K NOT IN (SELECT r.K FROM dbo.R AS r)",
                l => keys.Count == 0 || (l[1] is { } k && !keys.Contains(k) && !keys.Contains(null))
            );
            Same(
                "EXISTS (SELECT * FROM dbo.R AS r WHERE r.K = l.K AND r.V > l.V)",
                l => right.Exists(r => r[1] is { } k && k == l[1] && r[2] > l[2])
            );
            Same("NOT EXISTS (SELECT * FROM dbo.R AS r WHERE r.K = l.K)", l => !right.Exists(r => r[1] is { } k && k == l[1]));
            Same(
                "V > ALL (SELECT r.V FROM dbo.R AS r WHERE r.K = l.K)",
                l => right.Where(r => r[1] is { } k && k == l[1]).All(r => l[2] > r[2])
            );
            Same(
                "V = (SELECT MAX(r.V) FROM dbo.R AS r WHERE r.K = l.K)",
                l => l[2] is { } v && right.Where(r => r[1] is { } k && k == l[1]).Max(r => r[2]) == v
            );

            void Same(string condition, Func<long?[], bool> oracle)
            {
                var actual = _database.Rows(
                    $"SELECT l.Id FROM dbo.L AS l WHERE l.{condition} ORDER BY l.Id;"
                        .Replace("l.EXISTS", "EXISTS", StringComparison.Ordinal)
                        .Replace("l.NOT EXISTS", "NOT EXISTS", StringComparison.Ordinal)
                );
                Assert.That(actual.Select(r => r[0]), Is.EqualTo(left.Where(oracle).Select(l => l[0])), condition);
            }
        });

    [Test]
    public void An_index_changes_no_result() =>
        Check(seed =>
        {
            var rows = Rows(seed, 60);
            Load("L", rows, false);
            Load("R", rows, true);
            var random = new System.Random(seed);
            long a = random.Next(8);
            long b = random.Next(8);
            string[] conditions =
            [
                $"K = {a}",
                $"K > {a}",
                $"K >= {a} AND K < {b}",
                $"K = {a} AND V <= {b}",
                $"K = {a} AND V BETWEEN 1 AND {b}",
                $"{a} > K",
                $"K IN ({a}, {b}, NULL)",
                $"K IS NULL",
                $"K = {a} OR V = {b}",
                $"Id = {a}",
                $"K < {a} AND Id > {b}",
            ];
            foreach (var condition in conditions)
            {
                Assert.That(
                    Sorted(_database.Rows($"SELECT Id FROM dbo.R WHERE {condition};")),
                    Is.EqualTo(Sorted(_database.Rows($"SELECT Id FROM dbo.L WHERE {condition};"))),
                    condition
                );
            }
        });

    [Test]
    public void Chains_of_joins_equal_nested_loops_whichever_tables_are_indexed(
        [Values] bool leftIndexed,
        [Values] bool rightIndexed
    ) =>
        Check(seed =>
        {
            var a = Rows(seed, 15);
            var b = Rows(seed + 1, 40);
            var c = Rows(seed + 2, 12);
            Load("L", a, leftIndexed);
            Load("R", b, rightIndexed);
            Load("M", c, !rightIndexed);
            var inner = _database.Rows(
                "SELECT a.Id, b.Id, c.Id FROM dbo.L AS a INNER JOIN dbo.R AS b ON b.K = a.K INNER JOIN dbo.M AS c ON c.K = b.K AND c.V = a.V WHERE b.V > 2;"
            );
            var expectedInner =
                from x in a
                from y in b
                where x[1] is { } k && y[1] == k && y[2] > 2
                from z in c
                where z[1] == y[1] && z[2] is { } v && v == x[2]
                select new[] { x[0], y[0], z[0] };
            Assert.That(Sorted(inner), Is.EqualTo(Sorted([.. expectedInner])));

            var outer = _database.Rows(
                "SELECT a.Id, b.Id, c.Id FROM dbo.L AS a LEFT JOIN (dbo.R AS b INNER JOIN dbo.M AS c ON c.Id = b.V) ON b.K = a.K AND c.V < a.V;"
            );
            var expectedOuter = a.SelectMany(x =>
            {
                var matches = (
                    from y in b
                    from z in c
                    where y[1] is { } k && k == x[1] && z[0] == y[2] && z[2] < x[2]
                    select new[] { x[0], y[0], z[0] }
                ).ToList();
                return matches.Count > 0
                    ? matches
                    :
                    [
                        [x[0], null, null],
                    ];
            });
            Assert.That(Sorted(outer), Is.EqualTo(Sorted([.. expectedOuter])));
        });

    [Test]
    public void Applies_equal_running_the_inner_query_per_row([Values] bool indexed) =>
        Check(seed =>
        {
            var left = Rows(seed, 20);
            var right = Rows(seed + 1, 30);
            Load("L", left, false);
            Load("R", right, indexed);
            var top = _database.Rows(
                "SELECT l.Id, x.Id, x.V FROM dbo.L AS l OUTER APPLY (SELECT TOP (2) r.Id, r.V FROM dbo.R AS r WHERE r.K = l.K AND r.Id <> l.Id ORDER BY r.V DESC, r.Id) AS x;"
            );
            var expectedTop = left.SelectMany(l =>
            {
                var matches = right
                    .Where(r => r[1] is { } k && k == l[1] && r[0] != l[0])
                    .OrderByDescending(r => r[2] ?? long.MinValue)
                    .ThenBy(r => r[0])
                    .Take(2)
                    .Select(r => new[] { l[0], r[0], r[2] })
                    .ToList();
                return matches.Count > 0
                    ? matches
                    :
                    [
                        [l[0], null, null],
                    ];
            });
            Assert.That(Sorted(top), Is.EqualTo(Sorted([.. expectedTop])));

            var sums = _database.Rows(
                "SELECT l.Id, x.N, x.S, (SELECT COUNT(*) FROM dbo.R AS r INNER JOIN dbo.L AS m ON m.Id = r.V WHERE r.K = l.K) FROM dbo.L AS l CROSS APPLY (SELECT COUNT(*) AS N, SUM(r.V) AS S FROM dbo.R AS r WHERE r.K = l.K) AS x;"
            );
            var expectedSums = left.Select(l =>
            {
                var matches = right.Where(r => r[1] is { } k && k == l[1]).ToList();
                return new[] { l[0], matches.Count, Sum(matches), matches.Count(r => left.Exists(m => m[0] == r[2])) };
            });
            Assert.That(Sorted(sums), Is.EqualTo(Sorted([.. expectedSums])));
        });

    [Test]
    public void Set_operations_equal_those_of_lists() =>
        Check(seed =>
        {
            var left = Rows(seed, 20);
            var right = Rows(seed + 1, 20);
            Load("L", left, false);
            Load("R", right, false);
            var l = left.Select(r => $"{r[1]}|{r[2]}").ToList();
            var r2 = right.Select(r => $"{r[1]}|{r[2]}").ToList();
            foreach (
                var (operation, expected) in new[]
                {
                    ("UNION", l.Union(r2)),
                    ("UNION ALL", l.Concat(r2)),
                    ("EXCEPT", l.Except(r2).Distinct()),
                    ("INTERSECT", l.Intersect(r2)),
                }
            )
            {
                Assert.That(
                    Sorted(_database.Rows($"SELECT K, V FROM dbo.L {operation} SELECT K, V FROM dbo.R;")),
                    Is.EqualTo(expected.Order(StringComparer.Ordinal)),
                    operation
                );
            }
        });

    private static void Check(Action<int> property) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(12));

    private static long? Sum(IEnumerable<long?[]> rows)
    {
        var values = rows.Select(r => r[2]).OfType<long>().ToList();
        return values.Count == 0 ? null : values.Sum();
    }

    /// <summary>Id, a key with duplicates and NULLs, a value with duplicates and NULLs.</summary>
    private static List<long?[]> Rows(int seed, int count)
    {
        var random = new System.Random(seed);
        return
        [
            .. Enumerable
                .Range(1, count)
                .Select(i =>
                    new long?[] { i, random.Next(6) == 0 ? null : random.Next(8), random.Next(6) == 0 ? null : random.Next(10) }
                ),
        ];
    }

    private void Load(string table, List<long?[]> rows, bool indexed)
    {
        var index = indexed ? ", INDEX IX NONCLUSTERED (K, V)" : "";
        _database.Rows(
            $"DROP TABLE IF EXISTS dbo.{table}; CREATE TABLE dbo.{table} (Id int NOT NULL{(indexed ? " PRIMARY KEY" : "")}, K int NULL, V int NULL{index});"
        );
        if (rows.Count > 0)
        {
            _database.Rows($"INSERT dbo.{table} {QueryDatabase.Values(rows)};");
        }
    }

    private static List<string> Sorted(List<long?[]> rows) =>
        [.. rows.Select(r => string.Join('|', r)).Order(StringComparer.Ordinal)];
}
