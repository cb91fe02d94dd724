// Conversions there and back, and datetime's rounding against the framework's SqlDateTime.
using System.Data.SqlTypes;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using FsCheck;
using FsCheck.Fluent;

namespace AxMonitor.Engine.Tests.Types;

[TestFixture]
internal sealed class ConversionProperties
{
    private static readonly Config Runs = Seeds.Runs(2000);

    [Test]
    public void Integers_survive_text_binary_and_decimal() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<long>(),
                number =>
                {
                    var value = SqlValue.FromInt64(number);
                    Assert.That(RoundTrip(value, SqlType.BigInt, SqlType.VarChar(20)).AsInt64(), Is.EqualTo(number));
                    Assert.That(RoundTrip(value, SqlType.BigInt, SqlType.NVarChar(20)).AsInt64(), Is.EqualTo(number));
                    Assert.That(RoundTrip(value, SqlType.BigInt, SqlType.VarBinary(8)).AsInt64(), Is.EqualTo(number));
                    Assert.That(RoundTrip(value, SqlType.BigInt, SqlType.Decimal(19, 0)).AsInt64(), Is.EqualTo(number));
                    Assert.That(RoundTrip(value, SqlType.BigInt, SqlType.Decimal(38, 12)).AsInt64(), Is.EqualTo(number));
                    Assert.That(RoundTrip(value, SqlType.BigInt, SqlType.SqlVariant).AsInt64(), Is.EqualTo(number));
                }
            )
            .Check(Runs);

    [Test]
    public void Floats_survive_the_lossless_style() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NormalFloat>(),
                number =>
                {
                    var text = Conversions.Get(SqlType.Float, SqlType.VarChar(40), true, 3)(SqlValue.FromDouble(number.Get));
                    Assert.That(
                        Conversions.Get(SqlType.VarChar(40), SqlType.Float, true)(text).AsDouble(),
                        Is.EqualTo(number.Get)
                    );
                }
            )
            .Check(Runs);

    [Test]
    public void Dates_survive_text_in_the_styles_that_show_all_of_them() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    var scale = random.Next(8);
                    var type = SqlType.DateTime2(scale);
                    var value = SqlValue.FromTicks(DateMath.RoundToScale(random.NextInt64(DateMath.MostTicks), scale));
                    foreach (var style in (int[])[121, 126])
                    {
                        var text = Conversions.Get(type, SqlType.NVarChar(40), true, style)(value);
                        Assert.That(
                            Conversions.Get(SqlType.NVarChar(40), type, true, style)(text).Bits,
                            Is.EqualTo(value.Bits),
                            text.AsString()
                        );
                    }

                    var date = SqlValue.FromInt64(random.Next(3_000_000));
                    foreach (var style in (int[])[101, 102, 103, 104, 105, 106, 107, 110, 111, 112, 23, 121])
                    {
                        var text = Conversions.Get(SqlType.Date, SqlType.VarChar(40), true, style)(date);
                        Assert.That(
                            Conversions.Get(SqlType.VarChar(40), SqlType.Date, true, style)(text).Bits,
                            Is.EqualTo(date.Bits),
                            $"style {style}: {text.AsString()}"
                        );
                    }
                }
            )
            .Check(Runs);

    [Test]
    public void Datetime_rounds_as_the_framework_rounds_it() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    var moment = new DateTime(
                        random.NextInt64(DateMath.LeastDateTime, DateMath.MostTicks - TimeSpan.TicksPerDay) / 10_000 * 10_000,
                        DateTimeKind.Unspecified
                    );
                    var expected = new SqlDateTime(moment).Value;
                    Assert.That(
                        new DateTime(DateMath.RoundToDateTime(moment.Ticks), DateTimeKind.Unspecified),
                        Is.EqualTo(expected)
                    );
                    Assert.That(
                        DateMath.RoundToDateTime(expected.Ticks),
                        Is.EqualTo(expected.Ticks),
                        "rounding again changes nothing"
                    );
                    Assert.That(DateMath.ThreeHundredths(expected.Ticks), Is.EqualTo(new SqlDateTime(moment).TimeTicks));
                }
            )
            .Check(Runs);

    [Test]
    public void Guids_survive_text_and_binary() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<Guid>(),
                guid =>
                {
                    var value = SqlValue.FromGuid(guid);
                    Assert.That(RoundTrip(value, SqlType.UniqueIdentifier, SqlType.VarChar(36)).AsGuid(), Is.EqualTo(guid));
                    Assert.That(RoundTrip(value, SqlType.UniqueIdentifier, SqlType.VarBinary(16)).AsGuid(), Is.EqualTo(guid));
                }
            )
            .Check(Runs);

    [Test]
    public void Bytes_survive_hexadecimal_text() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                bytes =>
                {
                    foreach (var style in (int[])[1, 2])
                    {
                        var text = Conversions.Get(SqlType.VarBinary(8000), SqlType.VarChar(8000), true, style)(
                            SqlValue.FromBytes(bytes ?? [])
                        );
                        Assert.That(
                            Conversions.Get(SqlType.VarChar(8000), SqlType.VarBinary(8000), true, style)(text).AsBytes(),
                            Is.EqualTo(bytes ?? [])
                        );
                    }
                }
            )
            .Check(Runs);

    [Test]
    public void Every_allowed_conversion_of_a_value_to_its_own_type_by_way_of_sql_variant_gives_the_value_back(
        [Values] bool isExplicit
    )
    {
        foreach (var type in (SqlType[])[SqlType.Int, SqlType.Float, SqlType.NVarChar(10), SqlType.Date, SqlType.DateTime])
        {
            var value = Conversions.Get(SqlType.VarChar(30), type, isExplicit)(
                SqlValue.FromString(type.IsDateOrTime ? "2016-02-29" : "12")
            );
            var back = RoundTrip(value, type, SqlType.SqlVariant);
            Assert.That(Comparisons.For(type).Equals(back, value), TypeRules.Format(type));
        }
    }

    [Test]
    public void Null_converts_to_null_between_all_types_that_convert()
    {
        var types = Enum.GetValues<SqlTypeKind>().Where(k => k != SqlTypeKind.Table).Select(Sample).ToList();
        var count = 0;
        foreach (var from in types)
        {
            foreach (var to in types)
            {
                try
                {
                    Assert.That(
                        Conversions.Get(from, to, isExplicit: true)(SqlValue.Null).IsNull,
                        $"{TypeRules.Format(from)} to {TypeRules.Format(to)}"
                    );
                    count++;
                }
                catch (SqlError error) when (error.Number is 529 or 40000)
                {
                    // Not allowed by SQL Server, or refused by name: nothing to convert.
                    continue;
                }
            }
        }

        Assert.That(count, Is.GreaterThan(500));
    }

    private static SqlType Sample(SqlTypeKind kind) =>
        kind switch
        {
            SqlTypeKind.Decimal => SqlType.Decimal(10, 2),
            SqlTypeKind.Money => SqlType.Money,
            SqlTypeKind.SmallMoney => new SqlType(kind, Scale: 4),
            SqlTypeKind.Time => SqlType.Time(3),
            SqlTypeKind.DateTime => SqlType.DateTime,
            SqlTypeKind.DateTime2 => SqlType.DateTime2(3),
            SqlTypeKind.DateTimeOffset => SqlType.DateTimeOffset(3),
            SqlTypeKind.Char => SqlType.Char(30),
            SqlTypeKind.VarChar => SqlType.VarChar(30),
            SqlTypeKind.NChar => SqlType.NChar(30),
            SqlTypeKind.NVarChar => SqlType.NVarChar(30),
            SqlTypeKind.Text or SqlTypeKind.NText => new SqlType(kind, SqlType.Max, Collation: Collation.Default),
            SqlTypeKind.Binary => SqlType.Binary(8),
            SqlTypeKind.VarBinary => SqlType.VarBinary(8),
            SqlTypeKind.Image => new SqlType(kind, SqlType.Max),
            SqlTypeKind.RowVersion => new SqlType(kind, 8),
            _ => new SqlType(kind),
        };

    private static SqlValue RoundTrip(SqlValue value, SqlType type, SqlType by) =>
        Conversions.Get(by, type, isExplicit: true)(Conversions.Get(type, by, isExplicit: true)(value));
}
