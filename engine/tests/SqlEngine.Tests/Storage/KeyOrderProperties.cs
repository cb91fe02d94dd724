// Indexes over every type must agree with that type's comparer: ascending, descending, with NULLs, in scans
// and in range seeks.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;
using FsCheck;
using FsCheck.Fluent;

namespace AxMonitor.Engine.Tests.Storage;

[TestFixture]
internal sealed class KeyOrderProperties
{
    private static readonly SqlType[] Types =
    [
        SqlType.Bit,
        SqlType.TinyInt,
        SqlType.Int,
        SqlType.BigInt,
        SqlType.Decimal(9, 2),
        SqlType.Decimal(38, 4),
        SqlType.Money,
        SqlType.Float,
        SqlType.Date,
        SqlType.Time(7),
        SqlType.DateTime,
        SqlType.DateTime2(3),
        SqlType.DateTimeOffset(3),
        SqlType.NVarChar(20),
        SqlType.VarChar(20),
        SqlType.NVarChar(20, Collation.Binary2),
        SqlType.VarBinary(20),
        SqlType.Binary(8),
        SqlType.UniqueIdentifier,
    ];

    [TestCaseSource(nameof(Types))]
    public void Scans_and_seeks_of_an_index_agree_with_the_comparer_of_its_type(SqlType type) =>
        Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed => Agrees(type, new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(8));

    private static bool Agrees(SqlType type, Random random)
    {
        var comparer = Comparisons.For(type);
        var data = new TableData(
            new TableDef
            {
                ObjectId = 1,
                SchemaName = "dbo",
                Name = "T",
                Columns = [new ColumnDef("A", type, true) { Ordinal = 0, ColumnId = 1 }],
                Indexes =
                [
                    new IndexDef("Up", 2) { KeyColumns = [new IndexColumn(0)] },
                    new IndexDef("Down", 3) { KeyColumns = [new IndexColumn(0, IsDescending: true)] },
                ],
            }
        );
        var values = Enumerable.Range(0, 400).Select(_ => Value(type, random)).ToList();
        foreach (var value in values)
        {
            data.Insert([value, default]);
        }

        RequireOrder(Keys(data.Scan(2)), comparer.CompareNullsFirst, 400);
        RequireOrder(Keys(data.Scan(3)), (a, b) => comparer.CompareNullsFirst(b, a), 400);
        for (var i = 0; i < 10; i++)
        {
            var (low, high) = (values[random.Next(values.Count)], values[random.Next(values.Count)]);
            if (low.IsNull || high.IsNull)
            {
                continue;
            }

            var (lowIn, highIn) = (random.Next(2) == 0, random.Next(2) == 0);
            var range = new KeyRange([], new KeyBound(low, lowIn), new KeyBound(high, highIn));
            var expected = values.Count(v =>
                !v.IsNull && Within(comparer.Compare(low, v), lowIn) && Within(comparer.Compare(v, high), highIn)
            );
            Assert.That(Keys(data.Seek(2, range)), Has.Count.EqualTo(expected));
            Assert.That(Keys(data.Seek(3, range)), Has.Count.EqualTo(expected));
            Assert.That(
                Keys(data.Seek(2, new KeyRange([low]))),
                Has.Count.EqualTo(values.Count(v => !v.IsNull && comparer.Equals(v, low)))
            );
        }

        Assert.That(Keys(data.Seek(3, new KeyRange([SqlValue.Null]))), Has.Count.EqualTo(values.Count(static v => v.IsNull)));
        return true;
    }

    /// <summary>An index whose first column takes 32 bits searches by both columns at once.</summary>
    [TestCaseSource(nameof(Types))]
    public void A_second_key_column_behind_an_int_is_searched_by_its_own_order(SqlType second) =>
        Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed => AgreesBehindInt(second, new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(8));

    private static bool AgreesBehindInt(SqlType second, Random random)
    {
        var comparer = Comparisons.For(second);
        long[] numbers = [int.MinValue, -1, 0, int.MaxValue];
        SqlValue[] firsts = [SqlValue.Null, .. numbers.Select(SqlValue.FromInt64)];
        bool[] directions = [false, true];
        var data = new TableData(
            new TableDef
            {
                ObjectId = 1,
                SchemaName = "dbo",
                Name = "T",
                Columns =
                [
                    new ColumnDef("A", SqlType.Int, true) { Ordinal = 0, ColumnId = 1 },
                    new ColumnDef("B", second, true) { Ordinal = 1, ColumnId = 2 },
                ],
                Indexes =
                [
                    .. directions
                        .SelectMany(a => directions.Select(b => (a, b)))
                        .Select(
                            (d, i) =>
                                new IndexDef($"I{i}", i + 2) { KeyColumns = [new IndexColumn(0, d.a), new IndexColumn(1, d.b)] }
                        ),
                    new IndexDef("First", 6) { KeyColumns = [new IndexColumn(0)] },
                ],
            }
        );
        var rows = Enumerable
            .Range(0, 500)
            .Select(_ => (First: firsts[random.Next(firsts.Length)], Second: Value(second, random)))
            .ToList();
        foreach (var (a, b) in rows)
        {
            data.Insert([a, b, default]);
        }

        foreach (var first in firsts)
        {
            var same = rows.Where(r => Comparisons.For(SqlType.Int).EqualsNullsEqual(r.First, first)).ToList();
            var (low, high) = (rows[random.Next(rows.Count)].Second, rows[random.Next(rows.Count)].Second);
            var (lowIn, highIn) = (random.Next(2) == 0, random.Next(2) == 0);
            for (var index = 2; index <= 6; index++)
            {
                foreach (var backward in directions)
                {
                    Assert.That(Keys(data.Seek(index, new KeyRange([first]), backward)), Has.Count.EqualTo(same.Count));
                    if (index == 6 || low.IsNull || high.IsNull)
                    {
                        continue;
                    }

                    var range = new KeyRange([first], new KeyBound(low, lowIn), new KeyBound(high, highIn));
                    var expected = same.Count(r =>
                        !r.Second.IsNull
                        && Within(comparer.Compare(low, r.Second), lowIn)
                        && Within(comparer.Compare(r.Second, high), highIn)
                    );
                    Assert.That(Keys(data.Seek(index, range, backward)), Has.Count.EqualTo(expected));
                }
            }
        }

        return true;
    }

    private static bool Within(int order, bool inclusive) => order < 0 || (inclusive && order == 0);

    private static void RequireOrder(List<SqlValue> keys, Comparison<SqlValue> compare, int count)
    {
        Assert.That(keys, Has.Count.EqualTo(count));
        for (var i = 1; i < keys.Count; i++)
        {
            Assert.That(compare(keys[i - 1], keys[i]), Is.LessThanOrEqualTo(0));
        }
    }

    private static List<SqlValue> Keys(RowCursor cursor) => TableDataProperties.Rows(cursor).ConvertAll(static r => r[0]);

    private static SqlValue Value(SqlType type, Random random)
    {
        if (random.Next(12) == 0)
        {
            return SqlValue.Null;
        }

        return type.Kind switch
        {
            SqlTypeKind.Bit => SqlValue.FromBool(random.Next(2) == 0),
            SqlTypeKind.TinyInt => SqlValue.FromInt64(random.Next(256)),
            SqlTypeKind.Int => SqlValue.FromInt64(
                random.Next(3) == 0 ? random.Next(-5, 5) : random.Next(int.MinValue, int.MaxValue)
            ),
            SqlTypeKind.BigInt or SqlTypeKind.Money => SqlValue.FromInt64(
                random.Next(8) switch
                {
                    0 => long.MinValue,
                    1 => long.MaxValue,
                    2 => random.Next(-3, 3),
                    _ => random.NextInt64(long.MinValue, long.MaxValue),
                }
            ),
            SqlTypeKind.Decimal when type.Precision > 18 => SqlValue.FromUnscaled(
                (Int128)random.NextInt64(long.MinValue, long.MaxValue) * random.Next(1, 1_000_000)
            ),
            SqlTypeKind.Decimal => SqlValue.FromUnscaled(random.Next(-999_999_999, 999_999_999)),
            SqlTypeKind.Float => SqlValue.FromDouble(
                random.Next(8) switch
                {
                    0 => 0.0,
                    1 => -0.0,
                    2 => double.MaxValue,
                    3 => -double.MaxValue,
                    4 => double.Epsilon,
                    _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-20, 20)),
                }
            ),
            SqlTypeKind.Date => SqlValue.FromInt64(random.Next(0, 3_652_058)),
            SqlTypeKind.Time => SqlValue.FromTicks(random.NextInt64(TimeSpan.TicksPerDay)),
            SqlTypeKind.DateTime or SqlTypeKind.DateTime2 => SqlValue.FromTicks(random.NextInt64(DateTime.MaxValue.Ticks)),
            SqlTypeKind.DateTimeOffset => SqlValue.FromOffset(
                random.Next(0, 50) * TimeSpan.TicksPerHour,
                (short)random.Next(-840, 840)
            ),
            SqlTypeKind.NVarChar or SqlTypeKind.VarChar => SqlValue.FromString(
                new string([.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => "aAbB _-9"[random.Next(8)])])
            ),
            SqlTypeKind.VarBinary => SqlValue.FromBytes(Bytes(random, random.Next(0, 12))),
            SqlTypeKind.Binary => SqlValue.FromBytes(Bytes(random, 8)),
            _ => SqlValue.FromGuid(new Guid(Bytes(random, 16))),
        };
    }

    // Few different bytes, so that values share long prefixes.
    private static byte[] Bytes(Random random, int length) =>
        [
            .. Enumerable
                .Range(0, length)
                .Select(_ =>
                    (byte)(
                        random.Next(3) switch
                        {
                            0 => 0,
                            1 => 255,
                            _ => random.Next(256),
                        }
                    )
                ),
        ];
}
