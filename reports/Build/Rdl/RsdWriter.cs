// Writes a shared dataset as an RSD file, and beside all of them for how long each is kept: a report server
// has that as an option of the item, not in its file.

using System.Text.Json;
using System.Xml.Linq;

namespace AxMonitor.Reports.Rdl;

/// <summary>From shared dataset to file content.</summary>
public static class RsdWriter
{
    /// <summary>Minutes by item name.</summary>
    public const string KeepFile = "datasets.json";

    internal const int TimeoutSeconds = 30;
    private static readonly XNamespace Rsd = "http://schemas.microsoft.com/sqlserver/reporting/2010/01/shareddatasetdefinition";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n" };

    public static string Write(SharedDataSet data) =>
        RdlWriter.Text(
            new XElement(
                Rsd + "SharedDataSet",
                new XElement(Rsd + "Description", $"Kept for {data.Keep.Minutes} min: {data.Keep.Kind}."),
                new XElement(
                    Rsd + "DataSet",
                    new XAttribute("Name", "DataSet"),
                    new XElement(
                        Rsd + "Query",
                        new XElement(Rsd + "DataSourceReference", RdlWriter.DataSource),
                        data.Parameters.Count == 0
                            ? null
                            : new XElement(Rsd + "DataSetParameters", data.Parameters.Select(Parameter)),
                        new XElement(Rsd + "CommandType", "StoredProcedure"),
                        new XElement(Rsd + "CommandText", "report." + data.Name),
                        new XElement(Rsd + "Timeout", TimeoutSeconds)
                    ),
                    new XElement(
                        Rsd + "Fields",
                        data.Fields.Select(f =>
                            new XElement(Rsd + "Field", new XAttribute("Name", f), new XElement(Rsd + "DataField", f))
                        )
                    )
                )
            )
        );

    public static string WriteKeep(IEnumerable<SharedDataSet> dataSets) =>
        JsonSerializer.Serialize(
            dataSets.ToDictionary(d => d.ItemName, d => d.Keep.Minutes, StringComparer.Ordinal),
            Json
        ) + "\n";

    /// <summary>Every page passes every parameter; nothing means NULL.</summary>
    private static XElement Parameter(string name) =>
        new(
            Rsd + "DataSetParameter",
            new XAttribute("Name", "@" + name),
            new XElement(Rsd + "ReadOnly", "false"),
            new XElement(Rsd + "Nullable", "true"),
            new XElement(Rsd + "OmitFromQuery", "false")
        );
}
