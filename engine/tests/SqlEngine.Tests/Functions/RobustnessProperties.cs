// Whatever a client sends, the parts under SQL's surface answer with a value or a SQL error, never with an
// exception of ours.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Types;
using AxMonitor.Engine.Xml;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Tests.Functions;

[TestFixture]
internal sealed class RobustnessProperties
{
    private const string Names =
        "LEN DATALENGTH SUBSTRING LEFT RIGHT UPPER LOWER LTRIM RTRIM REVERSE REPLICATE SPACE ASCII UNICODE CHAR NCHAR STUFF CHARINDEX PATINDEX REPLACE CONCAT QUOTENAME PARSENAME STR FORMAT "
        + "FORMATMESSAGE STRING_ESCAPE ABS SIGN CEILING FLOOR ROUND POWER RAND PI SQRT SQUARE EXP LOG10 LOG SIN COT ASIN ATN2 DEGREES RADIANS DATEADD DATEDIFF DATEDIFF_BIG DATEPART DATENAME YEAR "
        + "MONTH DAY GETDATE SYSDATETIMEOFFSET DATEFROMPARTS DATETIMEFROMPARTS SMALLDATETIMEFROMPARTS DATETIME2FROMPARTS DATETIMEOFFSETFROMPARTS TIMEFROMPARTS EOMONTH SWITCHOFFSET TODATETIMEOFFSET "
        + "ISNULL CHOOSE ISNUMERIC ISDATE SQL_VARIANT_PROPERTY HASHBYTES CHECKSUM BINARY_CHECKSUM COMPRESS DECOMPRESS NEWID ISJSON JSON_VALUE JSON_QUERY JSON_MODIFY";

    private static readonly string[] DateParts =
    [
        "year",
        "qq",
        "month",
        "dy",
        "day",
        "wk",
        "dw",
        "hour",
        "mi",
        "ss",
        "ms",
        "mcs",
        "ns",
        "tz",
        "isowk",
    ];

    private static readonly SqlType[] Types =
    [
        SqlType.Bit,
        SqlType.TinyInt,
        SqlType.SmallInt,
        SqlType.Int,
        SqlType.BigInt,
        SqlType.Decimal(5, 2),
        SqlType.Decimal(38, 0),
        SqlType.Decimal(38, 38),
        SqlType.Money,
        new(SqlTypeKind.SmallMoney, Scale: 4),
        SqlType.Real,
        SqlType.Float,
        SqlType.Date,
        SqlType.Time(3),
        SqlType.SmallDateTime,
        SqlType.DateTime,
        SqlType.DateTime2(0),
        SqlType.DateTime2(7),
        SqlType.DateTimeOffset(4),
        SqlType.Char(3),
        SqlType.VarChar(30),
        SqlType.VarChar(SqlType.Max),
        SqlType.NChar(5),
        SqlType.NVarChar(30),
        SqlType.NVarChar(SqlType.Max),
        SqlType.Binary(4),
        SqlType.VarBinary(30),
        SqlType.VarBinary(SqlType.Max),
        SqlType.UniqueIdentifier,
        SqlType.Xml,
        SqlType.SqlVariant,
    ];

    private static readonly string[] Texts =
    [
        "",
        " ",
        "abc",
        "5",
        "-1",
        "99999999999999999999999999999999999999999999",
        "1e400",
        "-.",
        "0x1F",
        "true",
        "2016-02-29",
        "9999-12-31T23:59:59.9999999",
        "23:59:60",
        "0001-01-01",
        "Feb 31 99999",
        "{\"a\":[1]}",
        "$.a[0]",
        "strict $",
        "%[a",
        "[^",
        "%s %d %*d",
        "é€\0",
        "\uD800",
        "6F9619FF-8B86-D011-B42D-00C04FC964FF",
        "<a b='c'/>",
        "+14:00",
        "year",
        "MD5",
        "yyyy-MM-dd",
        "1 PM",
        "12:00:00:1",
    ];

    private static readonly Config Runs = Seeds.Runs(20_000);

    [Test]
    public void Conversions_give_a_value_or_a_sql_error() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    var (type, value) = Next(random);
                    var target = Types[random.Next(Types.Length)];
                    int? style = random.Next(3) == 0 ? random.Next(0, 132) : null;
                    Guarded(
                        () =>
                        {
                            var result = Conversions.Get(type, target, random.Next(2) == 0, style)(value);
                            Assert.That(
                                FitsItsType(target, result),
                                $"{TypeRules.Format(type)} to {TypeRules.Format(target)} style {style}: the value fits its type"
                            );
                            return result;
                        },
                        $"{TypeRules.Format(type)} to {TypeRules.Format(target)} style {style}"
                    );
                    Guarded(
                        () => Conversions.ForAssignment(type, target)(value),
                        $"assign {TypeRules.Format(type)} to {TypeRules.Format(target)}"
                    );
                    Guarded(
                        () => Conversions.Try(type, target, style)(value),
                        $"try {TypeRules.Format(type)} to {TypeRules.Format(target)}"
                    );
                }
            )
            .Check(Runs);

    [Test]
    public void Operators_give_a_value_of_their_type_or_a_sql_error() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    var (left, a) = Next(random);
                    var (right, b) = Next(random);
                    var op = (BinaryExpressionType)random.Next(8);
                    Guarded(
                        () =>
                        {
                            var bound = Operators.Binary(op, left, right);
                            var result = bound.Apply(a, b);
                            Assert.That(FitsItsType(bound.ResultType, result), "value fits the declared type");
                            return result;
                        },
                        $"{TypeRules.Format(left)} {op} {TypeRules.Format(right)}"
                    );
                }
            )
            .Check(Runs);

    [Test]
    public void Functions_give_a_value_of_their_type_or_a_sql_error()
    {
        var names = Names.Split(' ');
        var context = new FixedContext();
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    var name = names[random.Next(names.Length)];
                    var arguments = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Next(random)).ToList();
                    if (name.StartsWith("DATE", StringComparison.Ordinal) && random.Next(5) > 0)
                    {
                        arguments[0] = (SqlType.NVarChar(20), SqlValue.FromString(DateParts[random.Next(DateParts.Length)]));
                    }

                    SqlValue?[] literals =
                    [
                        .. arguments.Select((a, i) => i == 0 || random.Next(2) == 0 ? a.Value : (SqlValue?)null),
                    ];
                    Guarded(
                        () =>
                        {
                            var bound = ScalarFunctions.Bind(name, [.. arguments.Select(a => a.Type)], literals)!;
                            var result = bound.Invoke([.. arguments.Select(a => a.Value)], context);
                            Assert.That(
                                FitsItsType(bound.ResultType, result),
                                $"{name}({string.Join(", ", arguments.Select(a => TypeRules.Format(a.Type)))}) as {TypeRules.Format(bound.ResultType)}"
                            );
                            Guarded(
                                () =>
                                    result.IsNull
                                        ? result
                                        : Conversions.Get(bound.ResultType, SqlType.NVarChar(SqlType.Max), true)(result),
                                name + " result"
                            );
                            return result;
                        },
                        $"{name}({string.Join(", ", arguments.Select(a => TypeRules.Format(a.Type)))})"
                    );
                }
            )
            .Check(Runs);
    }

    [Test]
    public void Damaged_xml_json_paths_and_queries_are_sql_errors()
    {
        string[] queries =
        [
            "(/a/b[@c=\"x\"]/text())[1]",
            "for $i in //a where $i/@b > 2 order by $i return <x y=\"{$i}\">{data($i)}</x>",
            "if (a) then 1 else (2, 3)",
            "count(//a) + 1 idiv 2",
            "some $x in a satisfies $x = 1",
            "declare namespace p=\"u\"; /p:a",
        ];
        string[] documents = ["<a b=\"1\"><!-- c --><b>x &amp; y</b><![CDATA[z]]></a>", "text", "<p:a xmlns:p=\"u\"/>"];
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    var query = Damage(queries[random.Next(queries.Length)], random);
                    var document = Damage(documents[random.Next(documents.Length)], random);
                    foreach (var method in (string[])["value", "query", "exist", "nodes"])
                    {
                        Guarded(
                            () =>
                            {
                                var compiled = XmlMethods.Compile(
                                    method,
                                    query,
                                    method == "value" ? SqlType.NVarChar(50) : null,
                                    new Dictionary<string, string>(StringComparer.Ordinal),
                                    _ => SqlType.Int
                                );
                                var xml = SqlValue.FromObject(XmlValue.Parse("<a b=\"3\"><b c=\"x\">t</b></a>"));
                                var references = compiled.References.Select(_ => SqlValue.Null).ToArray();
                                return method == "nodes"
                                    ? compiled.Nodes(xml, references).LastOrDefault()
                                    : compiled.Invoke(xml, references);
                            },
                            $"{method}: {query}"
                        );
                    }

                    Guarded(() => SqlValue.FromString(XmlValue.Parse(document).ToString()), document);
                    var json = Damage("{\"a\":[1,{\"b\":\"\\u0041\"}],\"c\":null}", random);
                    Guarded(
                        () =>
                            OpenJson
                                .DefaultSchema([SqlType.NVarChar(100)])
                                .Rows([SqlValue.FromString(json)], new FixedContext())
                                .Select(r => r[1])
                                .LastOrDefault(),
                        json
                    );
                    var path = Damage("strict $.a[1].\"b c\"", random);
                    Guarded(
                        () =>
                            ScalarFunctions
                                .Bind("JSON_VALUE", [SqlType.NVarChar(100), SqlType.NVarChar(100)], [null, null])!
                                .Invoke(
                                    [SqlValue.FromString("{\"a\":[1,{\"b c\":2}]}"), SqlValue.FromString(path)],
                                    new FixedContext()
                                ),
                        path
                    );
                }
            )
            .Check(Seeds.Runs(5_000));
    }

    [TestCase("(", ")")]
    [TestCase("a[", "]")]
    [TestCase("<a>", "</a>")]
    [TestCase("-", "")]
    [TestCase("not(", ")")]
    public void Deep_nesting_is_a_sql_error_or_a_result_but_never_the_end_of_the_process(string open, string close)
    {
        var query = string.Concat(Enumerable.Repeat(open, 50_000)) + "1" + string.Concat(Enumerable.Repeat(close, 50_000));
        Guarded(
            () =>
                XmlMethods
                    .Compile("query", query, null, new Dictionary<string, string>(StringComparer.Ordinal), _ => SqlType.Int)
                    .Invoke(SqlValue.FromObject(XmlValue.Parse("<a/>")), []),
            "query"
        );
        var json = new string('[', 50_000) + new string(']', 50_000);
        Guarded(
            () =>
                OpenJson
                    .DefaultSchema([SqlType.NVarChar(SqlType.Max)])
                    .Rows([SqlValue.FromString(json)], new FixedContext())
                    .Select(r => r[1])
                    .LastOrDefault(),
            "json"
        );
        var xml = string.Concat(Enumerable.Repeat("<a>", 50_000)) + string.Concat(Enumerable.Repeat("</a>", 50_000));
        Guarded(() => SqlValue.FromString(XmlValue.Parse(xml).ToString()), "xml");
    }

    private static string Damage(string text, Random random)
    {
        for (var i = random.Next(0, 3); i > 0 && text.Length > 0; i--)
        {
            var at = random.Next(text.Length);
            text = random.Next(3) switch
            {
                0 => text.Remove(at, 1),
                1 => text.Insert(at, "()[]{}<>/@$\"'.,:=&;-x1 \\"[random.Next(24)].ToString()),
                _ => text[..at],
            };
        }

        return text;
    }

    private static (SqlType Type, SqlValue Value) Next(Random random)
    {
        while (true)
        {
            var type = Types[random.Next(Types.Length)];
            if (random.Next(12) == 0)
            {
                return (type, SqlValue.Null);
            }

            try
            {
                return (type, Make(type, random));
            }
            catch (SqlError)
            {
                // This text does not convert to this type: draw again.
                continue;
            }
        }
    }

    private static SqlValue Make(SqlType type, Random random)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.Xml:
                return SqlValue.FromObject(XmlValue.Parse("<a b=\"1\">t</a>"));
            case SqlTypeKind.Binary:
                return SqlValue.FromBytes([1, 2, 3, (byte)random.Next(256)]);
            case SqlTypeKind.VarBinary:
                var bytes = new byte[random.Next(0, 20)];
                random.NextBytes(bytes);
                return SqlValue.FromBytes(bytes);
            case SqlTypeKind.SqlVariant:
                return SqlValue.FromObject(new SqlVariantValue(SqlType.Int, SqlValue.FromInt64(random.Next())));
            case SqlTypeKind.UniqueIdentifier:
                return SqlValue.FromGuid(Guid.NewGuid());
            case SqlTypeKind.Date:
                return SqlValue.FromInt64(random.Next(0, 3652059));
            case SqlTypeKind.Time:
                return SqlValue.FromTicks(
                    DateMath.RoundToScale(random.NextInt64(TimeSpan.TicksPerDay - TimeSpan.TicksPerSecond), type.Scale)
                );
            default:
                if (type.IsDateOrTime)
                {
                    var date = Conversions.Get(SqlType.DateTime2(7), type, isExplicit: true);
                    return date(
                        SqlValue.FromTicks(random.Next(8) == 0 ? DateMath.MostTicks : random.NextInt64(DateMath.MostTicks))
                    );
                }

                if (type.IsCharacter)
                {
                    return Conversions.Get(SqlType.NVarChar(SqlType.Max), type, isExplicit: true)(
                        SqlValue.FromString(Texts[random.Next(Texts.Length)])
                    );
                }

                var number = Conversions.Get(SqlType.Float, type, isExplicit: true);
                var magnitude = Math.Pow(10, random.Next(-5, 38)) * (random.NextDouble() - 0.5);
                return number(SqlValue.FromDouble(random.Next(4) == 0 ? random.Next(-3, 4) : magnitude));
        }
    }

    /// <summary>A client is told the type before it gets the values, so each value must be one of that
    /// type.</summary>
    private static bool FitsItsType(SqlType type, SqlValue value)
    {
        if (value.IsNull)
        {
            return true;
        }

        return type.Kind switch
        {
            SqlTypeKind.Decimal => DecimalMath.Fits(value.AsUnscaled(), type.Precision),
            SqlTypeKind.Char or SqlTypeKind.NChar => value.AsString().Length == type.Length,
            SqlTypeKind.VarChar or SqlTypeKind.NVarChar => type.IsMax || value.AsString().Length <= type.Length,
            SqlTypeKind.Binary => value.AsBytes().Length == type.Length,
            SqlTypeKind.VarBinary => type.IsMax || value.AsBytes().Length <= type.Length,
            SqlTypeKind.TinyInt => value.Bits is >= 0 and <= 255,
            SqlTypeKind.SmallInt => value.Bits is >= short.MinValue and <= short.MaxValue,
            SqlTypeKind.Int => value.Bits is >= int.MinValue and <= int.MaxValue,
            SqlTypeKind.Bit => value.Bits is 0 or 1,
            SqlTypeKind.DateTime => DateMath.RoundToDateTime(value.Bits) == value.Bits,
            SqlTypeKind.Real => value.AsDouble() == (float)value.AsDouble(),
            SqlTypeKind.DateTime2 or SqlTypeKind.Time => value.Bits % (long)Math.Pow(10, 7 - type.Scale) == 0,
            _ => true,
        };
    }

    private static void Guarded(Func<SqlValue> action, string what)
    {
        try
        {
            action();
        }
        catch (SqlError)
        {
            // The answer a client may get.
            return;
        }
        catch (Exception error) when (error is not AssertionException)
        {
            Assert.Fail($"{what}: {error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n')[0]}");
        }
    }
}
