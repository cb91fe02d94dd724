// Writes a report as an RDL 2016/01 file, in the order in which Report Builder writes its own.

using System.Text;
using System.Xml;
using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

/// <summary>From definition to file content.</summary>
public static class RdlWriter
{
    internal const string DataSource = "AxMonitor";

    /// <summary>The text of the file; the same for the same definition.</summary>
    public static string Write(Report report)
    {
        var page = new Page(report);
        var (items, height) = BodyWriter.Write(page);
        var root = E(
            "Report",
            new XAttribute(XNamespace.Xmlns + "rd", Designer),
            new XAttribute(XNamespace.Xmlns + "df", DefaultFont),
            new XAttribute(XNamespace.Xmlns + "xsi", Instance),
            new XAttribute("MustUnderstand", "df"),
            new XElement(DefaultFont + "DefaultFontFamily", Font.Text),
            E("Description", report.Description),
            E("Author", "AxMonitor"),
            E("AutoRefresh", "=IIf(IsNothing(Parameters!ToAt.Value), Parameters!RefreshSeconds.Value, 0)"),
            E(
                "DataSources",
                E(
                    "DataSource",
                    Xml.Name(DataSource),
                    E("DataSourceReference", DataSource),
                    new XElement(Designer + "SecurityType", "None")
                )
            ),
            E("DataSets", page.DataSets.Select(d => Query(d, page))),
            E(
                "ReportSections",
                E(
                    "ReportSection",
                    E("Body", E("ReportItems", items), E("Height", In(height)), E("Style")),
                    E("Width", In(Page.Width)),
                    Frame.Write(page)
                )
            ),
            E("ReportParameters", page.Parameters.Select(ParameterWriter.Write)),
            ParameterWriter.Layout(page.Parameters),
            E("Language", "en-US"),
            E("ConsumeContainerWhitespace", "true"),
            new XElement(Designer + "ReportUnitType", "Inch")
        );
        CheckNames(report, root);
        return Text(root);
    }

    private static XElement Query(DataSet data, Page page) =>
        E(
            "DataSet",
            Xml.Name(data.Name),
            data.Keep is null
                ? E(
                    "Query",
                    E("DataSourceName", DataSource),
                    Arguments(data.Parameters, p => Argument(p, page)),
                    E("CommandType", "StoredProcedure"),
                    E("CommandText", "report." + data.Name),
                    E("Timeout", RsdWriter.TimeoutSeconds)
                )
                : Reference(data, page),
            E("Fields", data.Fields.Select(f => E("Field", Xml.Name(f), E("DataField", f))))
        );

    /// <summary>
    /// A shared dataset is given all that any page asks by, so that pages with the same question share its
    /// rows.
    /// </summary>
    private static XElement Reference(DataSet data, Page page)
    {
        var shared = ReportCatalog.SharedDataSets.FirstOrDefault(d => d.Name == data.Name);
        return E(
            "SharedDataSet",
            E("SharedDataSetReference", SharedDataSet.ItemNameOf(data.Name)),
            Arguments(
                shared?.Parameters ?? data.Parameters,
                p => data.Parameters.Contains(p) ? Argument(p, page) : "=Nothing"
            )
        );
    }

    private static XElement? Arguments(IReadOnlyList<string> parameters, Func<string, string> value) =>
        parameters.Count == 0
            ? null
            : E("QueryParameters", parameters.Select(p => E("QueryParameter", Xml.Name("@" + p), E("Value", value(p)))));

    private static string Argument(string parameter, Page page) =>
        parameter switch
        {
            "PageName" => page.Report.Name,
            "CollectorNames" => string.Join(' ', page.Report.Collectors),
            "RetentionDays" => page.Report.RetentionDays is { } days ? FormattableString.Invariant($"={days}") : "=Nothing",
            _ => "=" + page.Scope.Parameter(parameter),
        };

    /// <summary>Items, datasets and groups share one space of names.</summary>
    private static void CheckNames(Report report, XElement root)
    {
        string[] named = ["Textbox", "Rectangle", "Tablix", "Chart", "DataSet", "Group"];
        var twice = root.Descendants()
            .Where(e => named.Contains(e.Name.LocalName))
            .GroupBy(e => e.Attribute("Name")!.Value, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw new ReportDefinitionException(
                $"{report.Name}: two parts would be named {twice.Key}; give one of them another title."
            );
        }
    }

    internal static string Text(XElement root)
    {
        var text = new StringBuilder();
        using (
            var writer = XmlWriter.Create(
                new EncodedStringWriter(text),
                new XmlWriterSettings
                {
                    Indent = true,
                    IndentChars = "  ",
                    NewLineChars = "\n",
                }
            )
        )
        {
            new XDocument(new XDeclaration("1.0", "utf-8", null), root).Save(writer);
        }

        return text.Append('\n').ToString();
    }

    /// <summary>A string that an XML writer declares as UTF-8.</summary>
    private sealed class EncodedStringWriter(StringBuilder text)
        : StringWriter(text, System.Globalization.CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
