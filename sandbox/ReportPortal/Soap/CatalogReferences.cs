// The data sources that a report or shared dataset reads from, by the names that its file has for them.

using System.Xml.Linq;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal static class CatalogReferences
{
    /// <summary>What a server calls the one data source of a shared dataset.</summary>
    private const string DataSetSource = "DataSetDataSource";
    private static readonly XNamespace Rdl2016 = RdlNode.Namespace2016;

    /// <summary>The data sources of a report or shared dataset and the paths they point to: as linked, else
    /// as the file says, relative to the report's folder.</summary>
    public static Dictionary<string, string> Of(CatalogItem item)
    {
        if (item.Type == CatalogItem.DataSet)
        {
            var reference = SharedDataSetDefinition.Parse(item.Path, item.Definition).DataSource;
            return new(StringComparer.Ordinal)
            {
                [DataSetSource] =
                    item.DataSources.GetValueOrDefault(DataSetSource)
                    ?? (reference.StartsWith('/') ? reference : CatalogItem.Combine(item.Parent, reference)),
            };
        }

        if (item.Type != CatalogItem.Report)
        {
            throw new CatalogFault("rsWrongItemType", $"The item '{item.Path}' is a {item.Type}, not a report.");
        }

        using var stream = new MemoryStream(item.Definition);
        return XDocument
            .Load(stream)
            .Descendants(Rdl2016 + "DataSource")
            .Where(d => d.Attribute("Name") is not null && d.Element(Rdl2016 + "ConnectionProperties") is null)
            .ToDictionary(
                d => d.Attribute("Name")!.Value,
                d =>
                    item.DataSources.GetValueOrDefault(d.Attribute("Name")!.Value)
                    ?? (
                        d.Element(Rdl2016 + "DataSourceReference")?.Value is { } reference && !reference.StartsWith('/')
                            ? CatalogItem.Combine(item.Parent, reference)
                            : d.Element(Rdl2016 + "DataSourceReference")?.Value ?? ""
                    ),
                StringComparer.Ordinal
            );
    }
}
