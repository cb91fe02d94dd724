// The trees of a table against a plain list as the oracle: random inserts, updates and deletes, with
// snapshots and failures in between.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;
using FsCheck;
using FsCheck.Fluent;

namespace AxMonitor.Engine.Tests.Storage;

[TestFixture]
internal sealed class TableDataProperties
{
    private const int Clustered = 1;
    private const int DescendingIndex = 2;
    private const int UniqueIndex = 3;

    [Test]
    public void Any_sequence_of_changes_leaves_every_index_equal_to_the_sorted_list_and_snapshots_untouched() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => Run(new Random(seed), operations: 1500))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Test]
    public void Ascending_descending_and_random_inserts_of_many_rows_keep_order_and_count(
        [Values] bool clustered,
        [Values("up", "down", "random")] string how
    )
    {
        var data = new TableData(Table(clustered));
        var keys = Enumerable.Range(0, 20_000).ToArray();
        switch (how)
        {
            case "down":
                Array.Reverse(keys);
                break;
            case "random":
                new Random(7).Shuffle(keys);
                break;
            default:
                break;
        }

        foreach (var key in keys)
        {
            data.Insert(Row(key, key % 100, key));
        }

        Assert.That(data.RowCount, Is.EqualTo(20_000));
        Assert.That(Keys(data.Scan(UniqueIndex)), Is.EqualTo(Enumerable.Range(0, 20_000)));
        Assert.That(Keys(data.Scan(UniqueIndex, backward: true)), Is.EqualTo(Enumerable.Range(0, 20_000).Reverse()));
        Assert.That(data.Find(UniqueIndex, [SqlValue.FromInt64(12_345)])![0].AsInt64(), Is.EqualTo(12_345));
        Assert.That(data.Find(UniqueIndex, [SqlValue.FromInt64(20_000)]), Is.Null);
        foreach (var row in Rows(data.Scan()))
        {
            Assert.That(data.Delete(row), Is.True);
        }

        Assert.That(data.RowCount, Is.Zero);
        Assert.That(Rows(data.Scan(DescendingIndex)), Is.Empty);
    }

    [Test]
    public void An_update_that_shifts_unique_keys_over_each_other_succeeds()
    {
        var data = new TableData(Table(clustered: true));
        for (var i = 0; i < 500; i++)
        {
            data.Insert(Row(i, 0, i));
        }

        var old = Rows(data.Scan());
        data.Update(old, old.ConvertAll(r => Row((int)r[0].AsInt64() + 1, 5, (int)r[2].AsInt64() + 1)));
        Assert.That(Keys(data.Scan(UniqueIndex)), Is.EqualTo(Enumerable.Range(1, 500)));
        Assert.That(data.EntryCount(DescendingIndex), Is.EqualTo(500));
    }

    [Test]
    public void A_cursor_reads_the_state_in_which_it_was_opened()
    {
        var data = new TableData(Table(clustered: false));
        for (var i = 0; i < 300; i++)
        {
            data.Insert(Row(i, i, i));
        }

        var seen = 0;
        for (var cursor = data.Scan(); cursor.MoveNext(); seen++)
        {
            data.Insert(Row(1000 + seen, 1, 1000 + seen));
            data.Delete(cursor.Current);
        }

        Assert.That(seen, Is.EqualTo(300));
        Assert.That(data.RowCount, Is.EqualTo(300));
    }

    internal static TableDef Table(bool clustered) =>
        new()
        {
            ObjectId = 1,
            SchemaName = "dbo",
            Name = "T",
            Columns =
            [
                new ColumnDef("A", SqlType.Int, false) { Ordinal = 0, ColumnId = 1 },
                new ColumnDef("B", SqlType.Int, true) { Ordinal = 1, ColumnId = 2 },
                new ColumnDef("C", SqlType.BigInt, false) { Ordinal = 2, ColumnId = 3 },
            ],
            Indexes =
            [
                .. clustered ? (IndexDef[])[new IndexDef("CX", Clustered) { KeyColumns = [new IndexColumn(0)] }] : [],
                new IndexDef("IX", DescendingIndex) { KeyColumns = [new IndexColumn(1, IsDescending: true), new IndexColumn(0)] },
                new IndexDef("UX", UniqueIndex) { IsUnique = true, KeyColumns = [new IndexColumn(2)] },
            ],
        };

    internal static SqlValue[] Row(int a, int? b, int c) =>
        [SqlValue.FromInt64(a), b is null ? SqlValue.Null : SqlValue.FromInt64(b.Value), SqlValue.FromInt64(c), default];

    internal static List<SqlValue[]> Rows(RowCursor cursor)
    {
        var rows = new List<SqlValue[]>();
        while (cursor.MoveNext())
        {
            rows.Add(cursor.Current);
        }

        return rows;
    }

    private static IEnumerable<int> Keys(RowCursor cursor) => Rows(cursor).Select(r => (int)r[2].AsInt64());

    private static bool Run(Random random, int operations)
    {
        var data = new TableData(Table(clustered: random.Next(2) == 0));
        var model = new List<(int A, int? B, int C)>();
        var snapshots = new List<(TableData Data, List<(int A, int? B, int C)> Model)>();
        for (var i = 0; i < operations; i++)
        {
            switch (random.Next(20))
            {
                case < 12:
                    var row = (random.Next(50), random.Next(8) == 0 ? (int?)null : random.Next(-20, 20), random.Next(3000));
                    Insert(data, model, row);
                    break;
                case < 15:
                    DeleteSome(data, model, random);
                    break;
                case < 18:
                    UpdateSome(data, model, random);
                    break;
                case 18:
                    snapshots.Add((data.Snapshot(), [.. model]));
                    break;
                default:
                    if (snapshots.Count > 0 && random.Next(10) == 0)
                    {
                        // Back to a savepoint.
                        var (saved, savedModel) = snapshots[random.Next(snapshots.Count)];
                        data = saved.Snapshot();
                        model = [.. savedModel];
                    }

                    break;
            }
        }

        snapshots.Add((data, model));
        return snapshots.TrueForAll(s => Agrees(s.Data, s.Model, random));
    }

    private static void Insert(TableData data, List<(int A, int? B, int C)> model, (int A, int? B, int C) row)
    {
        var duplicate = model.Exists(m => m.C == row.C);
        try
        {
            data.Insert(Row(row.A, row.B, row.C));
            Assert.That(duplicate, Is.False, "a duplicate was accepted");
            model.Add(row);
        }
        catch (SqlError e)
        {
            Assert.That(duplicate, Is.True, e.Message);
        }
    }

    private static void DeleteSome(TableData data, List<(int A, int? B, int C)> model, Random random)
    {
        var a = random.Next(50);
        foreach (var row in Rows(data.Scan()).Where(r => r[0].AsInt64() == a && r[2].AsInt64() % 2 == 0))
        {
            Assert.That(data.Delete(row), Is.True);
            Assert.That(data.Delete(row), Is.False);
        }

        model.RemoveAll(m => m.A == a && m.C % 2 == 0);
    }

    private static void UpdateSome(TableData data, List<(int A, int? B, int C)> model, Random random)
    {
        var (a, step, newB) = (random.Next(50), random.Next(-2, 3), random.Next(-20, 20));
        var olds = Rows(data.Scan()).Where(r => r[0].AsInt64() == a).ToList();
        var after = model.ConvertAll(m => m.A == a ? (A: (a + step + 50) % 50, B: (int?)newB, C: m.C + step) : m);
        var valid = after.Select(m => m.C).Distinct().Count() == after.Count;
        try
        {
            data.Update(olds, olds.ConvertAll(r => Row((a + step + 50) % 50, newB, (int)r[2].AsInt64() + step)));
            Assert.That(valid, Is.True, "an update made a duplicate");
            model.Clear();
            model.AddRange(after);
        }
        catch (SqlError e)
        {
            Assert.That(valid, Is.False, e.Message);
        }
    }

    private static bool Agrees(TableData data, List<(int A, int? B, int C)> model, Random random)
    {
        Assert.That(data.RowCount, Is.EqualTo(model.Count));
        Assert.That(Keys(data.Scan(UniqueIndex)), Is.EqualTo(model.Select(m => m.C).Order()));
        var byB = model.OrderByDescending(m => m.B is null ? int.MinValue : m.B).ThenBy(m => m.A);
        Assert.That(
            Rows(data.Scan(DescendingIndex)).Select(r => (r[1].IsNull ? (int?)null : (int)r[1].AsInt64(), (int)r[0].AsInt64())),
            Is.EqualTo(byB.Select(m => (m.B, m.A)))
        );
        var (low, high) = (random.Next(3000), random.Next(3000));
        var (lowIn, highIn) = (random.Next(2) == 0, random.Next(2) == 0);
        var range = new KeyRange(
            [],
            new KeyBound(SqlValue.FromInt64(low), lowIn),
            new KeyBound(SqlValue.FromInt64(high), highIn)
        );
        var inRange = model
            .Select(m => m.C)
            .Where(c => (c > low || (lowIn && c == low)) && (c < high || (highIn && c == high)))
            .Order()
            .ToList();
        Assert.That(Keys(data.Seek(UniqueIndex, range)), Is.EqualTo(inRange));
        Assert.That(Keys(data.Seek(UniqueIndex, range, backward: true)), Is.EqualTo(Enumerable.Reverse(inRange)));
        var b = random.Next(-20, 20);
        var within = new KeyRange(
            [SqlValue.FromInt64(b)],
            new KeyBound(SqlValue.FromInt64(10), lowIn),
            new KeyBound(SqlValue.FromInt64(30), highIn)
        );
        Assert.That(
            Rows(data.Seek(DescendingIndex, within)).Select(r => r[0].AsInt64()),
            Is.EqualTo(
                model
                    .Where(m => m.B == b && (m.A > 10 || (lowIn && m.A == 10)) && (m.A < 30 || (highIn && m.A == 30)))
                    .Select(m => m.A)
                    .Order()
            )
        );
        var above = new KeyRange([], new KeyBound(SqlValue.Null, false), new KeyBound(SqlValue.FromInt64(b), highIn));
        Assert.That(
            Rows(data.Seek(DescendingIndex, above)),
            Has.Count.EqualTo(model.Count(m => m.B < b || (highIn && m.B == b)))
        );
        var runs = 0;
        var cursor = data.Seek(UniqueIndex, range);
        for (var run = cursor.NextRun(); run.Length > 0; run = cursor.NextRun())
        {
            runs += run.Length;
        }

        Assert.That(runs, Is.EqualTo(inRange.Count));
        return true;
    }
}
