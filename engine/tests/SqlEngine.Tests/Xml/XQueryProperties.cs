// The xml methods against the framework's XPath, over random documents and the paths that both understand.
using System.Globalization;
using System.Xml.Linq;
using System.Xml.XPath;
using AxMonitor.Engine.Types;
using AxMonitor.Engine.Xml;
using FsCheck;
using FsCheck.Fluent;

namespace AxMonitor.Engine.Tests.Xml;

[TestFixture]
internal sealed class XQueryProperties
{
    private static readonly Config Runs = Seeds.Runs(3000);
    private static readonly Dictionary<string, string> NoNamespaces = [];

    [Test]
    public void Nodes_finds_the_nodes_that_xpath_finds_in_document_order() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    var document = new XDocument(Element(random, 0));
                    var path = Path(random);
                    var expected = ((IEnumerable<object>)document.XPathEvaluate(path)).Select(Text).ToList();
                    var nodes = XmlMethods.Compile("nodes", path, null, NoNamespaces, _ => SqlType.Int);
                    var text = XmlMethods.Compile(
                        "value",
                        "string(.)",
                        SqlType.NVarChar(SqlType.Max),
                        NoNamespaces,
                        _ => SqlType.Int
                    );
                    var xml = SqlValue.FromObject(XmlValue.Parse(document.ToString(SaveOptions.DisableFormatting)));
                    var actual = nodes.Nodes(xml, []).Select(n => text.Invoke(n, []).AsString()).ToList();
                    Assert.That(actual, Is.EqualTo(expected), $"{path} in {document.ToString(SaveOptions.DisableFormatting)}");
                }
            )
            .Check(Runs);

    [Test]
    public void Count_sum_and_exist_agree_with_xpath() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var random = new Random(seed);
                    var document = new XDocument(Element(random, 0));
                    var path = Path(random);
                    var xml = SqlValue.FromObject(XmlValue.Parse(document.ToString(SaveOptions.DisableFormatting)));
                    var count = (double)document.XPathEvaluate($"count({path})");
                    Assert.That(
                        XmlMethods
                            .Compile("value", $"count({path})", SqlType.Int, NoNamespaces, _ => SqlType.Int)
                            .Invoke(xml, [])
                            .AsInt64(),
                        Is.EqualTo((long)count),
                        path
                    );
                    Assert.That(
                        XmlMethods.Compile("exist", path, null, NoNamespaces, _ => SqlType.Int).Invoke(xml, []).AsBool(),
                        Is.EqualTo(count > 0),
                        path
                    );
                    var sum = (double)document.XPathEvaluate("sum(//@n)");
                    Assert.That(
                        XmlMethods
                            .Compile("value", "sum(//@n)", SqlType.Float, NoNamespaces, _ => SqlType.Int)
                            .Invoke(xml, [])
                            .AsDouble(),
                        Is.EqualTo(sum)
                    );
                }
            )
            .Check(Runs);

    [Test]
    public void Printing_and_parsing_again_changes_nothing() =>
        Prop.ForAll(
                Seeds.Any,
                seed =>
                {
                    var text = Element(new Random(seed), 0).ToString(SaveOptions.DisableFormatting);
                    var once = XmlValue.Parse(text).ToString();
                    Assert.That(XmlValue.Parse(once).ToString(), Is.EqualTo(once));
                    Assert.That(XNode.DeepEquals(XElement.Parse(once), XElement.Parse(text)), once);
                }
            )
            .Check(Runs);

    private static string Text(object node) =>
        node switch
        {
            XElement element => element.Value,
            XAttribute attribute => attribute.Value,
            XText text => text.Value,
            XDocument document => document.Root!.Value,
            _ => "",
        };

    private static XElement Element(Random random, int depth)
    {
        var element = new XElement(Name(random));
        if (random.Next(2) == 0)
        {
            element.SetAttributeValue("n", random.Next(5));
        }

        if (random.Next(3) == 0)
        {
            element.SetAttributeValue("k", new[] { "x", "y<", "\"q\"", "é" }[random.Next(4)]);
        }

        if (depth < 4 && random.Next(4) > 0)
        {
            for (var i = random.Next(0, 4); i > 0; i--)
            {
                element.Add(Element(random, depth + 1));
            }
        }
        else if (random.Next(2) == 0)
        {
            element.Add(new[] { "text", "1", "2", "a & b" }[random.Next(4)]);
        }

        return element;
    }

    private static string Name(Random random) => new[] { "a", "b", "c" }[random.Next(3)];

    private static string Path(Random random)
    {
        var path = "";
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            path += (random.Next(3) == 0 ? "//" : "/") + Step(random);
        }

        path += random.Next(6) switch
        {
            0 => "/@n",
            1 => "/text()",
            2 => "/..",
            _ => "",
        };
        return random.Next(5) == 0 ? string.Create(CultureInfo.InvariantCulture, $"({path})[{random.Next(1, 3)}]") : path;
    }

    private static string Step(Random random)
    {
        var name = random.Next(4) == 0 ? "*" : Name(random);
        var predicate = random.Next(9) switch
        {
            0 => "[1]",
            1 => "[2]",
            2 => "[last()]",
            3 => "[@n]",
            4 => "[@n > 2]",
            5 => "[@k=\"x\" or @n=1]",
            6 => "[not(@n) and b]",
            7 => "[a/@n = 1][1]",
            _ => "",
        };
        return name + predicate;
    }
}
