// LIKE against the same pattern translated to a regular expression.
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AxMonitor.Engine.Types;
using FsCheck;
using FsCheck.Fluent;

namespace AxMonitor.Engine.Tests.Types;

[TestFixture]
internal sealed class LikePatternProperties
{
    [Test]
    public void A_text_matches_when_the_translated_regular_expression_matches() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    var (pattern, regex) = Pattern(random);
                    var text = string.Concat(Enumerable.Range(0, random.Next(0, 8)).Select(_ => "abAB1_%"[random.Next(7)]));
                    var expected = Regex.IsMatch(
                        text,
                        "^" + regex + "$",
                        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant,
                        TimeSpan.FromSeconds(5)
                    );
                    Assert.That(
                        LikePattern.Compile(pattern, null, Collation.Default).IsMatch(text),
                        Is.EqualTo(expected),
                        $"'{text}' LIKE '{pattern}'"
                    );
                }
            )
            .Check(Seeds.Runs(20_000));

    [Test]
    public void Patindex_is_where_the_regular_expression_first_matches() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    var (pattern, regex) = Pattern(random);
                    var text = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => "abAB1_%"[random.Next(7)]));
                    pattern = "%" + pattern.Trim('%') + "%";
                    if (pattern is "%%" or "%")
                    {
                        return;
                    }

                    var translated = Translate(pattern[1..^1]);
                    var match = Regex.Match(
                        text,
                        translated,
                        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant,
                        TimeSpan.FromSeconds(5)
                    );
                    var expected = match.Success ? match.Index + 1 : 0;
                    Assert.That(
                        LikePattern.Compile(pattern, null, Collation.Default).IndexIn(text),
                        Is.EqualTo(expected),
                        $"PATINDEX('{pattern}', '{text}')"
                    );
                }
            )
            .Check(Seeds.Runs(5_000));

    private static (string Pattern, string Regex) Pattern(Random random)
    {
        string[] pieces = ["a", "B", "1", "_", "%", "[ab]", "[^a]", "[0-9]", "[_]", "[%]", "[a-b1]", "%", "a%"];
        var pattern = string.Concat(Enumerable.Range(0, random.Next(0, 6)).Select(_ => pieces[random.Next(pieces.Length)]));
        return (pattern, Translate(pattern));
    }

    private static string Translate(string pattern)
    {
        var regex = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '%':
                    regex.Append(".*");
                    break;
                case '_':
                    regex.Append('.');
                    break;
                case '[':
                    var end = pattern.IndexOf(']', i);
                    regex.Append(pattern.AsSpan(i, end - i + 1));
                    i = end;
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString(CultureInfo.InvariantCulture)));
                    break;
            }
        }

        return regex.ToString();
    }
}
