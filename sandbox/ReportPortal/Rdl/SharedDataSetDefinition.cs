// A shared dataset as its RSD file describes it: one query for several reports, whose rows the server may
// keep.

using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

/// <summary>A parameter of a shared dataset. <see cref="HasDefault"/> false and not nullable: the report must
/// pass a value.</summary>
internal sealed record SharedParameter(string Name, bool HasDefault, string? Default, bool IsNullable, bool IsReadOnly);

internal sealed record SharedDataSetDefinition(
    string DataSource,
    string Command,
    bool IsText,
    int TimeoutSeconds,
    IReadOnlyList<SharedParameter> Parameters,
    IReadOnlyList<FieldDefinition> Fields
)
{
    private const string Namespace = "http://schemas.microsoft.com/sqlserver/reporting/2010/01/shareddatasetdefinition";

    /// <summary>Throws <see cref="RdlException"/> with everything that is wrong in the file.</summary>
    public static SharedDataSetDefinition Parse(string name, byte[] file)
    {
        XElement root;
        try
        {
            using var reader = XmlReader.Create(
                new MemoryStream(file),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
            );
            root = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
        }
        catch (XmlException error)
        {
            throw new RdlException(name, $"is not well-formed XML: {error.Message}");
        }

        if (root.Name != XName.Get("SharedDataSet", Namespace))
        {
            throw new RdlException(name, $"the root element is {root.Name}; <SharedDataSet> of {Namespace} is expected");
        }

        var problems = new List<RdlProblem>();
        var node = new RdlNode(root, "SharedDataSet", problems);
        node.WithoutEffect("Description");
        var dataSet = node.Required("DataSet");
        var query = dataSet?.Required("Query");
        var type = query?.TextOf("CommandType") ?? "Text";
        if (type is not ("Text" or "StoredProcedure"))
        {
            query!.Problem($"<CommandType> is '{type}'; Text or StoredProcedure is expected");
        }

        var timeout = 30;
        if (
            query?.TextOf("Timeout") is { } text
            && (!int.TryParse(text, CultureInfo.InvariantCulture, out timeout) || timeout < 0)
        )
        {
            query.Problem($"<Timeout> is '{text}'; a number of seconds is expected");
        }

        var definition = new SharedDataSetDefinition(
            query?.Required("DataSourceReference")?.Text ?? "",
            Literal(query?.Required("CommandText")),
            type == "Text",
            timeout,
            [.. (query?.Many("DataSetParameters", "DataSetParameter") ?? []).Select(Parameter)],
            [
                .. (dataSet?.Many("Fields", "Field") ?? []).Select(f => new FieldDefinition(
                    f.Name(),
                    f.Required("DataField")?.Text ?? ""
                )),
            ]
        );
        dataSet?.WithoutEffect(
            "CaseSensitivity",
            "Collation",
            "AccentSensitivity",
            "KanatypeSensitivity",
            "WidthSensitivity",
            "InterpretSubtotalsAsDetails"
        );
        node.ReportUnknown();
        return problems.Count == 0 ? definition : throw new RdlException(name, problems);
    }

    private static SharedParameter Parameter(RdlNode node)
    {
        var value = node.Child("DefaultValue");
        node.WithoutEffect("OmitFromQuery");
        return new SharedParameter(
            node.Name(),
            value is not null,
            value is null || value.IsNil ? null : Literal(value),
            node.Flag("Nullable"),
            node.Flag("ReadOnly")
        );
    }

    private static string Literal(RdlNode? node)
    {
        var text = node?.Text.Trim() ?? "";
        if (text.StartsWith('='))
        {
            node!.Problem("is an expression; this portal takes written values in a shared dataset only");
        }

        return text;
    }
}
