// Orders and equalities are consistent, and agree with oracles: ordinal ignore-case equality, SqlGuid's
// order.
using System.Data.SqlTypes;
using AxMonitor.Engine.Types;
using FsCheck;
using FsCheck.Fluent;

namespace AxMonitor.Engine.Tests.Types;

[TestFixture]
internal sealed class ComparisonProperties
{
    private const string Alphabet = "abcABCzZ019 _-.éÉèêñßøØåĀŸÿμΜΩжЖ";
    private static readonly Config Runs = Seeds.Runs(3000);

    [Test]
    public void Text_order_is_total_and_agrees_with_equality_and_hash(
        [Values("SQL_Latin1_General_CP1_CI_AS", "Latin1_General_CS_AS", "Latin1_General_BIN2")] string collation
    )
    {
        var comparer = Comparisons.For(SqlType.NVarChar(20, Collations.Find(collation)));
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    SqlValue a = Text(random),
                        b = Text(random),
                        c = Text(random);
                    int ab = Math.Sign(comparer.Compare(a, b)),
                        bc = Math.Sign(comparer.Compare(b, c)),
                        ac = Math.Sign(comparer.Compare(a, c));
                    Assert.That(Math.Sign(comparer.Compare(b, a)), Is.EqualTo(-ab), $"'{a.AsString()}' and '{b.AsString()}'");
                    if (ab <= 0 && bc <= 0)
                    {
                        Assert.That(ac, Is.LessThanOrEqualTo(0), $"'{a.AsString()}', '{b.AsString()}', '{c.AsString()}'");
                    }

                    Assert.That(comparer.Equals(a, b), Is.EqualTo(ab == 0), $"'{a.AsString()}' and '{b.AsString()}'");
                    if (ab == 0)
                    {
                        Assert.That(comparer.Hash(a), Is.EqualTo(comparer.Hash(b)));
                    }
                }
            )
            .Check(Runs);
    }

    [Test]
    public void Case_insensitive_equality_is_ordinal_equality_without_case_and_trailing_blanks()
    {
        var comparer = Comparisons.For(SqlType.NVarChar(20));
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    SqlValue a = Text(random),
                        b = random.Next(2) == 0 ? Text(random) : SqlValue.FromString(a.AsString().ToUpperInvariant() + "  ");
                    Assert.That(
                        comparer.Equals(a, b),
                        Is.EqualTo(
                            a.AsString().TrimEnd(' ').Equals(b.AsString().TrimEnd(' '), StringComparison.OrdinalIgnoreCase)
                        )
                    );
                }
            )
            .Check(Runs);
    }

    [Test]
    public void Letters_sort_after_digits_and_accents_decide_last()
    {
        var comparer = Comparisons.For(SqlType.NVarChar(20));
        string[] sorted = ["", "_", "1", "2", "a", "ab", "cote", "coté", "côte", "cotz", "z"];
        for (var i = 0; i + 1 < sorted.Length; i++)
        {
            Assert.That(
                comparer.Compare(SqlValue.FromString(sorted[i]), SqlValue.FromString(sorted[i + 1])),
                Is.Negative,
                $"'{sorted[i]}' before '{sorted[i + 1]}'"
            );
        }
    }

    [Test]
    public void Guids_sort_as_the_frameworks_SqlGuid() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<Guid>(),
                ArbMap.Default.ArbFor<Guid>(),
                (a, b) =>
                    Math.Sign(Comparisons.For(SqlType.UniqueIdentifier).Compare(SqlValue.FromGuid(a), SqlValue.FromGuid(b)))
                    == Math.Sign(new SqlGuid(a).CompareTo(new SqlGuid(b)))
            )
            .Check(Runs);

    [Test]
    public void Nulls_come_first_and_are_equal_only_to_each_other()
    {
        var comparer = Comparisons.For(SqlType.Int);
        var zero = SqlValue.FromInt64(0);
        Assert.That(comparer.CompareNullsFirst(SqlValue.Null, zero), Is.Negative);
        Assert.That(comparer.CompareNullsFirst(zero, SqlValue.Null), Is.Positive);
        Assert.That(comparer.CompareNullsFirst(SqlValue.Null, SqlValue.Null), Is.Zero);
        Assert.That(comparer.EqualsNullsEqual(SqlValue.Null, SqlValue.Null), Is.True);
        Assert.That(comparer.EqualsNullsEqual(SqlValue.Null, zero), Is.False);
    }

    [Test]
    public void Variants_order_by_family_then_by_value_whatever_the_types_within_a_family()
    {
        var comparer = Comparisons.For(SqlType.SqlVariant);
        var integer = Variant(SqlType.Int, SqlValue.FromInt64(2));
        var exact = Variant(SqlType.Decimal(5, 2), SqlValue.FromInt64(200));
        var text = Variant(SqlType.NVarChar(5), SqlValue.FromString("1"));
        var date = Variant(SqlType.Date, SqlValue.FromInt64(1));
        Assert.That(comparer.Equals(integer, exact), Is.True);
        Assert.That(comparer.Hash(integer), Is.EqualTo(comparer.Hash(exact)));
        Assert.That(comparer.Compare(text, integer), Is.Negative);
        Assert.That(comparer.Compare(integer, date), Is.Negative);

        static SqlValue Variant(SqlType type, SqlValue value) => SqlValue.FromObject(new SqlVariantValue(type, value));
    }

    private static SqlValue Text(Random random) =>
        SqlValue.FromString(
            string.Concat(Enumerable.Range(0, random.Next(0, 6)).Select(_ => Alphabet[random.Next(Alphabet.Length)]))
        );
}
