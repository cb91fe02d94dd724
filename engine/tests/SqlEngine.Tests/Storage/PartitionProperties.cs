// A partitioned table must behave as an unpartitioned one with the same rows, whatever is done to both; and
// rows must be where their partition is however the boundaries move.
using System.Globalization;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;
using FsCheck;
using FsCheck.Fluent;

namespace AxMonitor.Engine.Tests.Storage;

[TestFixture]
internal sealed class PartitionProperties
{
    private static readonly string[] Keys =
    [
        "PRIMARY KEY CLUSTERED (Day, K)",
        "PRIMARY KEY CLUSTERED (Day DESC, K)",
        "PRIMARY KEY CLUSTERED (K, Day)",
        "PRIMARY KEY NONCLUSTERED (K, Day)",
    ];

    [Test]
    public void A_partitioned_table_behaves_as_an_unpartitioned_one_under_any_changes() =>
        Prop.ForAll(Seeds.Any, static seed => Twins(new Random(seed))).Check(Seeds.Runs(12));

    [Test]
    public void Truncating_partitions_whose_boundaries_have_moved_leaves_the_other_rows_and_all_snapshots() =>
        Prop.ForAll(Seeds.Any, static seed => Cuts(new Random(seed))).Check(Seeds.Runs(12));

    private static bool Twins(Random random)
    {
        using var server = new ServerInstance(new EngineOptions { AdministratorPassword = "partitions" });
        using var session = server.OpenSession(
            new LoginRequest(server.Options.AdministratorLogin, "partitions", null, "test", "test", 1)
        );
        var key = Keys[random.Next(Keys.Length)];
        Run(session, "CREATE DATABASE Twins;");
        Run(session, "USE Twins;");
        Run(
            session,
            $"CREATE PARTITION FUNCTION pf (date) AS RANGE {(random.Next(2) == 0 ? "LEFT" : "RIGHT")} FOR VALUES ('2016-11-05', '2016-11-10', '2016-11-15');"
        );
        Run(session, "CREATE PARTITION SCHEME ps AS PARTITION pf ALL TO ([PRIMARY]);");
        foreach (var (name, place) in new[] { ("P", "ps (Day)"), ("U", "[PRIMARY]") })
        {
            Run(
                session,
                $"CREATE TABLE dbo.{name} (Day date NOT NULL, K int NOT NULL, Tag int NULL, CONSTRAINT Key_{name} {key}, INDEX IX_Tag (Tag), INDEX IX_Some (K) WHERE Tag > 3) ON {place};"
            );
        }

        var open = false;
        for (var i = 0; i < 60; i++)
        {
            open = Step(session, random, open);
            Compare(session, random);
        }

        return true;
    }

    private static bool Step(Session session, Random random, bool open)
    {
        switch (random.Next(14))
        {
            case < 5:
                var rows = Enumerable
                    .Range(0, random.Next(1, 30))
                    .Select(_ =>
                        $"('{Day(random)}', {Number(random, 400)}, {(random.Next(6) == 0 ? "NULL" : Number(random, 8))})"
                    );
                Both(session, $"INSERT dbo.P VALUES {string.Join(", ", rows)};");
                return open;
            case < 7:
                Both(
                    session,
                    $"UPDATE dbo.P SET Day = DATEADD(day, {Number(random, 9)} - 4, Day), Tag = {Number(random, 8)} WHERE K % 5 = {Number(random, 5)};"
                );
                return open;
            case 7:
                Both(session, $"DELETE dbo.P WHERE Day >= '{Day(random)}' AND Tag = {Number(random, 8)};");
                return open;
            case < 10:
                var number = Run(session, $"SELECT {Number(random, 40)} % fanout + 1 FROM sys.partition_functions;").Split('\n')[
                    1
                ];
                Run(session, $"TRUNCATE TABLE dbo.P WITH (PARTITIONS ({number}));");
                Run(session, $"DELETE dbo.U WHERE $PARTITION.pf(Day) = {number};");
                return open;
            case 10:
                Run(
                    session,
                    $"ALTER PARTITION SCHEME ps NEXT USED [PRIMARY]; ALTER PARTITION FUNCTION pf() SPLIT RANGE ('{Day(random)}');"
                );
                return open;
            case 11:
                Run(session, $"ALTER PARTITION FUNCTION pf() MERGE RANGE ('{Day(random)}');");
                return open;
            default:
                Run(
                    session,
                    open
                        ? random.Next(2) == 0
                            ? "COMMIT;"
                            : "ROLLBACK;"
                        : "BEGIN TRANSACTION;"
                );
                return !open;
        }
    }

    private static void Compare(Session session, Random random)
    {
        Both(session, "SELECT Day, K, Tag FROM dbo.P ORDER BY Day, K;");
        Both(
            session,
            $"SELECT Day, K FROM dbo.P WHERE Day >= '{Day(random)}' AND Day < '{Day(random)}' ORDER BY Day DESC, K DESC;"
        );
        Both(session, $"SELECT Day, K FROM dbo.P WHERE Tag = {Number(random, 8)} ORDER BY K, Day;");
        Both(session, $"SELECT TOP (5) K, Day FROM dbo.P ORDER BY K{(random.Next(2) == 0 ? " DESC, Day DESC" : ", Day")};");
        Both(session, $"SELECT TOP (5) Day, K FROM dbo.P WHERE Day > '{Day(random)}' ORDER BY Day DESC, K DESC;");
        Both(session, $"SELECT Day, K FROM dbo.P WHERE K = {Number(random, 400)} AND Day <= '{Day(random)}' ORDER BY Day;");
        Both(session, $"SELECT COUNT(*) FROM dbo.P WHERE Tag < 4 AND Day = '{Day(random)}';");
        Both(session, "SELECT COUNT(*) FROM dbo.P WHERE Tag < 4 AND Day >= CAST(NULL AS date);");
        var stored = Run(
            session,
            "SELECT partition_number AS n, rows AS c FROM sys.partitions WHERE object_id = OBJECT_ID(N'dbo.P') AND index_id < 2 AND rows > 0 ORDER BY partition_number;"
        );
        var counted = Run(
            session,
            "SELECT $PARTITION.pf(Day) AS n, COUNT_BIG(*) AS c FROM dbo.P GROUP BY $PARTITION.pf(Day) ORDER BY n;"
        );
        Assert.That(Values(stored), Is.EqualTo(Values(counted)));
        var filtered = Run(
            session,
            "SELECT SUM(p.rows) FROM sys.partitions AS p INNER JOIN sys.indexes AS i ON i.object_id = p.object_id AND i.index_id = p.index_id WHERE p.object_id = OBJECT_ID(N'dbo.P') AND i.name = N'IX_Some' HAVING SUM(p.rows) > 0;"
        );
        Assert.That(
            Values(filtered),
            Is.EqualTo(Values(Run(session, "SELECT COUNT(*) FROM dbo.U WHERE Tag > 3 HAVING COUNT(*) > 0;")))
        );
    }

    private static void Both(Session session, string sql)
    {
        var expected = Run(session, sql.Replace("dbo.P", "dbo.U", StringComparison.Ordinal));
        Assert.That(
            Run(session, sql),
            Is.EqualTo(
                expected.Replace("dbo.U", "dbo.P", StringComparison.Ordinal).Replace("Key_U", "Key_P", StringComparison.Ordinal)
            ),
            sql
        );
    }

    private static string Run(Session session, string sql)
    {
        var output = new GoldenOutput();
        session.ExecuteBatch(sql, output, CancellationToken.None);
        return output.Text;
    }

    private static string Values(string output) => string.Join('\n', output.Split('\n').Skip(1));

    private static string Day(Random random) =>
        new DateOnly(2016, 11, 1).AddDays(random.Next(20)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(Random random, int below) => random.Next(below).ToString(CultureInfo.InvariantCulture);

    private static bool Cuts(Random random)
    {
        var ordinal = random.Next(2);
        var isRight = random.Next(2) == 0;
        var partitioning = new Partitioning(1, ordinal);
        var table = TableDataProperties.Table(clustered: random.Next(2) == 0) with { Partitioning = partitioning };
        table = table with
        {
            Indexes = [.. table.Indexes.Select(i => i.IsClustered ? i : i with { Partitioning = partitioning })],
        };
        var data = new TableData(table);
        var model = new List<(int A, int? B, int C)>();
        var next = 0;
        Fill(12_000);
        var (before, beforeCount) = (data.Snapshot(), model.Count);
        for (var i = 0; i < 10; i++)
        {
            var boundaries = Enumerable
                .Range(0, random.Next(1, 12))
                .Select(_ => random.Next(-25, 55))
                .Distinct()
                .Order()
                .Select(static v => SqlValue.FromInt64(v));
            var function = new PartitionFunctionDef(1, "pf", SqlType.Int, isRight, [.. boundaries]);
            var from = random.Next(1, function.Fanout + 1);
            var to = random.Next(from, Math.Min(function.Fanout, from + 2) + 1);
            var expected = Enumerable.Range(1, function.Fanout).Select(p => (long)model.Count(m => Partition(m) == p));
            Assert.That(data.PartitionRows(table.ClusteredIndex is null ? 0 : 1, function, ordinal), Is.EqualTo(expected));
            data.Align(function);
            RequireSame();
            data.TruncatePartitions(from, to);
            model.RemoveAll(m => Partition(m) >= from && Partition(m) <= to);
            RequireSame();
            Fill(800);
            foreach (var row in TableDataProperties.Rows(data.Scan()).Where(static r => r[2].AsInt64() % 17 == 0))
            {
                Assert.That(data.Delete(row), Is.True);
            }

            model.RemoveAll(static m => m.C % 17 == 0);
            RequireSame();

            int Partition((int A, int? B, int C) m) =>
                function.PartitionOf(
                    ordinal == 0 ? SqlValue.FromInt64(m.A)
                    : m.B is { } b ? SqlValue.FromInt64(b)
                    : SqlValue.Null
                );
        }

        Assert.That(TableDataProperties.Rows(before.Scan()), Has.Count.EqualTo(beforeCount));
        return true;

        void Fill(int count)
        {
            for (var i = 0; i < count; i++, next++)
            {
                var row = (random.Next(50), random.Next(8) == 0 ? (int?)null : random.Next(-20, 20), next);
                data.Insert(TableDataProperties.Row(row.Item1, row.Item2, row.next));
                model.Add(row);
            }
        }

        void RequireSame()
        {
            var ids = model.ConvertAll(static m => (long)m.C);
            Assert.That(data.RowCount, Is.EqualTo(ids.Count));
            Assert.That(TableDataProperties.Rows(data.Scan(3)).Select(static r => r[2].AsInt64()), Is.EqualTo(ids.Order()));
            Assert.That(
                TableDataProperties.Rows(data.Scan()).Select(static r => r[2].AsInt64()).Order(),
                Is.EqualTo(ids.Order())
            );
            Assert.That(
                TableDataProperties.Rows(data.Scan(2)).Select(static r => r[1].IsNull ? int.MinValue : r[1].AsInt64()),
                Is.EqualTo(model.Select(static m => m.B ?? (long)int.MinValue).OrderDescending())
            );
        }
    }
}
