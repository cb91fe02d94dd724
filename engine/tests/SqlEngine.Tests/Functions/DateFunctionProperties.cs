// DATEADD, DATEDIFF and DATEPART against DateTime, over random moments and counts.
using System.Globalization;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Types;
using FsCheck;
using FsCheck.Fluent;

namespace AxMonitor.Engine.Tests.Functions;

[TestFixture]
internal sealed class DateFunctionProperties
{
    private static readonly SqlType Moment = SqlType.DateTime2(7);
    private static readonly Config Runs = Seeds.Runs(2000);

    [Test]
    public void Adding_equals_DateTimes_own_addition() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    var start = Next(random);
                    var n = random.Next(-500, 500);
                    foreach (
                        var (part, expected) in (IEnumerable<(string, DateTime)>)
                            [
                                ("year", start.AddYears(n)),
                                ("month", start.AddMonths(n)),
                                ("quarter", start.AddMonths(3 * n)),
                                ("week", start.AddDays(7 * n)),
                                ("day", start.AddDays(n)),
                                ("hour", start.AddHours(n)),
                                ("minute", start.AddMinutes(n)),
                                ("second", start.AddSeconds(n)),
                                ("millisecond", start.AddMilliseconds(n)),
                                ("microsecond", start.AddTicks(10L * n)),
                            ]
                    )
                    {
                        Assert.That(
                            Call("DATEADD", part, SqlType.Int, SqlValue.FromInt64(n), Value(start)).AsDateTime(),
                            Is.EqualTo(expected),
                            part
                        );
                    }
                }
            )
            .Check(Runs);

    [Test]
    public void The_difference_counts_the_boundaries_that_are_crossed() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    DateTime a = Next(random),
                        b = random.Next(2) == 0
                            ? Next(random)
                            : a.AddTicks(random.NextInt64(-TimeSpan.TicksPerDay, TimeSpan.TicksPerDay));
                    Assert.That(Difference("year", a, b), Is.EqualTo(b.Year - a.Year));
                    Assert.That(Difference("month", a, b), Is.EqualTo(((b.Year - a.Year) * 12) + b.Month - a.Month));
                    Assert.That(Difference("day", a, b), Is.EqualTo((b.Date - a.Date).Days));
                    Assert.That(
                        Difference("hour", a, b),
                        Is.EqualTo((b.Ticks / TimeSpan.TicksPerHour) - (a.Ticks / TimeSpan.TicksPerHour))
                    );
                    Assert.That(
                        Difference("millisecond", a, b),
                        Is.EqualTo((b.Ticks / TimeSpan.TicksPerMillisecond) - (a.Ticks / TimeSpan.TicksPerMillisecond))
                    );
                    var sundayA = a.Date.AddDays(-(int)a.DayOfWeek);
                    var sundayB = b.Date.AddDays(-(int)b.DayOfWeek);
                    Assert.That(Difference("week", a, b), Is.EqualTo((sundayB - sundayA).Days / 7));
                    Assert.That(Difference("day", b, a), Is.EqualTo(-Difference("day", a, b)));
                }
            )
            .Check(Runs);

    [Test]
    public void Parts_are_DateTimes_own() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var start = Next(new Random(seed));
                    Assert.That(Part("year", start), Is.EqualTo(start.Year));
                    Assert.That(Part("dayofyear", start), Is.EqualTo(start.DayOfYear));
                    Assert.That(Part("isowk", start), Is.EqualTo(ISOWeek.GetWeekOfYear(start)));
                    Assert.That(Part("minute", start), Is.EqualTo(start.Minute));
                    Assert.That(Part("nanosecond", start), Is.EqualTo(start.Ticks % TimeSpan.TicksPerSecond * 100));
                }
            )
            .Check(Runs);

    private static DateTime Next(Random random) =>
        new(
            random.NextInt64(
                new DateTime(1900, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).Ticks,
                new DateTime(2200, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).Ticks
            ),
            DateTimeKind.Unspecified
        );

    private static SqlValue Value(DateTime moment) => SqlValue.FromDateTime(moment);

    private static long Difference(string part, DateTime a, DateTime b) =>
        Call("DATEDIFF_BIG", part, Moment, Value(a), Value(b)).AsInt64();

    private static long Part(string part, DateTime moment)
    {
        var name = SqlValue.FromString(part);
        var bound = ScalarFunctions.Bind("DATEPART", [SqlType.NVarChar(20), Moment], [name, null])!;
        return bound.Invoke([name, Value(moment)], new FixedContext()).AsInt64();
    }

    private static SqlValue Call(string function, string part, SqlType type, SqlValue first, SqlValue second)
    {
        var name = SqlValue.FromString(part);
        var bound = ScalarFunctions.Bind(function, [SqlType.NVarChar(20), type, Moment], [name, null, null])!;
        return bound.Invoke([name, first, second], new FixedContext());
    }
}
