// Reads an RDL file into the model. It refuses what it does not know by name and path, and gathers every
// problem of the file.

using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using AxMonitor.Sandbox.ReportPortal.Expressions;

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal sealed class RdlParser
{
    private readonly string _reportName;
    private readonly List<RdlProblem> _problems = [];
    private readonly List<RdlExpression> _expressions = [];
    private readonly List<VariableDefinition> _variables = [];
    private readonly RdlItemParser _items;
    private string? _only;

    private RdlParser(string reportName)
    {
        _reportName = reportName;
        _items = new RdlItemParser(this);
    }

    /// <summary>Parses a report; throws <see cref="RdlException"/> with everything that is wrong in
    /// it.</summary>
    public static ReportDefinition Parse(string reportName, string xml)
    {
        XDocument document;
        try
        {
            using var reader = XmlReader.Create(
                new StringReader(xml),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
            );
            document = XDocument.Load(reader, LoadOptions.SetLineInfo);
        }
        catch (XmlException error)
        {
            throw new RdlException(reportName, $"is not well-formed XML: {error.Message}");
        }

        RdlUpgrade.Apply(document.Root!);
        return new RdlParser(reportName).Report(document.Root!);
    }

    /// <summary>Registers a value: literals get no number, expressions are numbered for the
    /// compiler.</summary>
    public RdlExpression Value(RdlNode node, ExpressionScope scope) => Value(node.Text, node.Place, scope);

    public RdlExpression Value(string text, string location, ExpressionScope scope)
    {
        if (!text.TrimStart().StartsWith('='))
        {
            return new RdlExpression(-1, text, location, scope);
        }

        var expression = new RdlExpression(_expressions.Count, text, location, scope);
        _expressions.Add(expression);
        return expression;
    }

    public RdlExpression? Optional(RdlNode parent, string name, ExpressionScope scope) =>
        parent.Child(name) is { } child ? Value(child, scope) : null;

    /// <summary>Reads the variables of the report or of a group.</summary>
    public void Variables(RdlNode parent, ExpressionScope scope, string? group)
    {
        foreach (var node in parent.Many("Variables", "Variable"))
        {
            if (node.Flag("Writable"))
            {
                node.Problem("is written to by expressions (<Writable>); this portal computes a variable once");
            }

            _variables.Add(
                new VariableDefinition(node.Name(), RequiredValue(node, "Value", scope), group) { Place = node.Place }
            );
        }
    }

    public RdlExpression RequiredValue(RdlNode parent, string name, ExpressionScope scope) =>
        parent.Required(name) is { } child ? Value(child, scope) : Value("", parent.Path, scope);

    private ReportDefinition Report(XElement root)
    {
        if (
            !string.Equals(root.Name.NamespaceName, RdlNode.Namespace2016, StringComparison.Ordinal)
            || !string.Equals(root.Name.LocalName, "Report", StringComparison.Ordinal)
        )
        {
            throw new RdlException(
                _reportName,
                $"the root element is {{{root.Name.NamespaceName}}}{root.Name.LocalName}; <Report> of {RdlNode.Namespace2016} is expected"
            );
        }

        var node = new RdlNode(root, "Report", _problems);
        foreach (var prefix in (root.Attribute("MustUnderstand")?.Value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!string.Equals(prefix, "df", StringComparison.Ordinal))
            {
                node.Problem($"says that '{prefix}' must be understood; this portal understands df only");
            }
        }

        var none = new ExpressionScope(ExpressionPlace.ParameterDefault, null, []);
        var dataSources = node.Many("DataSources", "DataSource").Select(DataSource).ToList();
        var dataSets = node.Many("DataSets", "DataSet").Select(DataSet).ToList();
        var parameters = node.Many("ReportParameters", "ReportParameter").Select(p => Parameter(p, none)).ToList();
        ParameterLayout(node, parameters);

        var sections = node.Required("ReportSections")?.All("ReportSection") ?? [];
        if (sections.Count != 1)
        {
            node.Problem($"has {sections.Count} report sections; this portal renders exactly one");
        }

        // Outside its regions a report with one dataset means that one.
        _only = dataSets.Count == 1 ? dataSets[0].Name : null;
        var body = new ExpressionScope(ExpressionPlace.Body, _only, []);
        Variables(node, body, null);
        SectionDefinition? bodySection = null,
            header = null,
            footer = null;
        double width = 0;
        if (sections.Count > 0)
        {
            var section = sections[0];
            section.Required("Width");
            width = section.Size("Width");
            section.WithoutEffect("DataElementName", "DataElementOutput");
            if (section.Required("Body") is { } bodyNode)
            {
                bodyNode.Required("Height");
                bodySection = Section(bodyNode, body);
            }

            if (section.Required("Page") is { } page)
            {
                page.WithoutEffect(
                    "PageHeight",
                    "PageWidth",
                    "InteractiveHeight",
                    "InteractiveWidth",
                    "LeftMargin",
                    "RightMargin",
                    "TopMargin",
                    "BottomMargin",
                    "Columns",
                    "ColumnSpacing",
                    "Style"
                );
                header = PageSection(page.Child("PageHeader"));
                footer = PageSection(page.Child("PageFooter"));
            }
        }

        node.WithoutEffect(
            "Author",
            "ConsumeContainerWhitespace",
            "DataElementName",
            "DataElementStyle",
            "DataTransform",
            "DataSchema",
            "DeferVariableEvaluation",
            "InitialPageName",
            "CustomProperties"
        );
        var report = new ReportDefinition(
            _reportName,
            node.TextOf("Description") ?? "",
            Language(node.TextOf("Language")),
            node.TextOf("Code"),
            Optional(node, "AutoRefresh", none),
            width,
            dataSources,
            dataSets,
            parameters,
            header,
            footer,
            bodySection ?? new SectionDefinition(0, [], StyleDefinition.None),
            _expressions
        )
        {
            Images = Images(node),
            Variables = _variables,
        };
        if (report.Language.StartsWith('='))
        {
            node.Problem("<Language> is an expression; this portal expects a culture name such as en-US");
        }

        node.ReportUnknown();
        RdlRules.Check(report, _problems);
        return _problems.Count == 0
            ? report
            : throw new RdlException(_reportName, [.. _problems, .. ExpressionCompiler.Problems(report)]);
    }

    /// <summary>The reader's own language is that of the portal.</summary>
    private static string Language(string? text) =>
        string.Equals(text?.Replace(" ", "", StringComparison.Ordinal), "=User!Language", StringComparison.OrdinalIgnoreCase)
            ? "en-US"
            : text ?? "en-US";

    private static Dictionary<string, EmbeddedImage> Images(RdlNode report)
    {
        var images = new Dictionary<string, EmbeddedImage>(StringComparer.Ordinal);
        foreach (var node in report.Many("EmbeddedImages", "EmbeddedImage"))
        {
            var type = node.Required("MIMEType")?.Text ?? "";
            var data = node.Required("ImageData")?.Text ?? "";
            if (!ImageTypes.IsKnown(type))
            {
                node.Problem($"<MIMEType> is '{type}'; {ImageTypes.Expected}");
            }

            if (!Convert.TryFromBase64String(data, new byte[data.Length], out _))
            {
                node.Problem("<ImageData> is no base64 text");
            }

            if (!images.TryAdd(node.Name(), new EmbeddedImage(type, string.Concat(data.Where(c => !char.IsWhiteSpace(c))))))
            {
                node.Problem("has the name of another embedded image");
            }
        }

        return images;
    }

    private SectionDefinition Section(RdlNode node, ExpressionScope scope) =>
        new(node.Size("Height"), _items.Items(node, scope), _items.Style(node, scope));

    private SectionDefinition? PageSection(RdlNode? node)
    {
        if (node is null)
        {
            return null;
        }

        node.WithoutEffect("PrintOnLastPage", "PrintBetweenSections");
        var section = Section(node, new ExpressionScope(ExpressionPlace.PageSection, _only, []));
        return node.Flag("PrintOnFirstPage") ? section : null; // a page of this portal is the first and only one
    }

    private static string DataSource(RdlNode node)
    {
        var properties = node.Child("ConnectionProperties");
        if ((node.Child("DataSourceReference") is null) == (properties is null))
        {
            node.Problem("has neither or both of <DataSourceReference> and <ConnectionProperties>; one of them is expected");
        }

        if (properties is not null)
        {
            properties.WithoutEffect("ConnectString", "IntegratedSecurity", "Prompt");
            var provider = properties.Required("DataProvider")?.Text ?? "";
            if (provider is not ("SQL" or "SQLAZURE"))
            {
                properties.Problem($"<DataProvider> is '{provider}'; this portal reads SQL Server only");
            }
        }

        node.WithoutEffect("Transaction");
        return node.Name();
    }

    private DataSetDefinition DataSet(RdlNode node)
    {
        var name = node.Name();
        var scope = new ExpressionScope(ExpressionPlace.Query, null, []);
        var shared = node.Child("SharedDataSet");
        var query = shared is null ? node.Required("Query") : node.Child("Query");
        if (shared is not null && query is not null)
        {
            node.Problem("has a <Query> and a <SharedDataSet>; one of them is expected");
        }

        var procedure = "";
        var source = "";
        var timeout = 30;
        var isText = false;
        RdlExpression? command = null;
        IReadOnlyList<QueryParameterDefinition> parameters;
        if (query is not null)
        {
            source = query.Required("DataSourceName")?.Text ?? "";
            if (query.Required("CommandText") is { } commandNode)
            {
                procedure = commandNode.Text.Trim();
                command = procedure.StartsWith('=') ? Value(commandNode, scope) : null;
            }

            var type = query.TextOf("CommandType") ?? "Text";
            isText = type == "Text";
            if (type is not ("Text" or "StoredProcedure"))
            {
                query.Problem($"<CommandType> is '{type}'; this portal runs Text and StoredProcedure");
            }

            if (
                query.TextOf("Timeout") is { } text
                && (!int.TryParse(text, CultureInfo.InvariantCulture, out timeout) || timeout < 0)
            )
            {
                query.Problem($"<Timeout> is '{text}'; a number of seconds is expected");
            }

        }

        parameters =
        [
            .. ((query ?? shared)?.Many("QueryParameters", "QueryParameter") ?? []).Select(p => new QueryParameterDefinition(
                p.Name(),
                RequiredValue(p, "Value", scope)
            )),
        ];

        var fields = node.Many("Fields", "Field")
            .Select(f => Field(f, scope with { DataSet = name, Place = ExpressionPlace.RowFilter }))
            .ToList();
        WithoutCollation(node);
        return new DataSetDefinition(
            name,
            source,
            procedure,
            timeout,
            parameters,
            fields,
            RdlFilters.Of(this, node, scope with { DataSet = name })
        )
        {
            Place = node.Place,
            IsText = isText,
            Command = command,
            SharedReference = shared?.Required("SharedDataSetReference")?.Text.Trim(),
        };
    }

    private FieldDefinition Field(RdlNode node, ExpressionScope scope)
    {
        var column = node.Child("DataField");
        var value = node.Child("Value");
        if ((column is null) == (value is null))
        {
            node.Problem("has neither or both of <DataField> and <Value>; one of them is expected");
        }

        return new FieldDefinition(node.Name(), column?.Text ?? "") { Value = value is null ? null : Value(value, scope) };
    }

    /// <summary>How texts compare: as the server sees fit, or as the portal always does.</summary>
    private static void WithoutCollation(RdlNode node)
    {
        node.WithoutEffect("Collation", "InterpretSubtotalsAsDetails");
        foreach (var name in new[] { "CaseSensitivity", "AccentSensitivity", "KanatypeSensitivity", "WidthSensitivity" })
        {
            if (node.TextOf(name) is { } text && text == (name == "CaseSensitivity" ? "True" : "never"))
            {
                node.Problem($"<{name}> is '{text}'; this portal compares as the setting Auto does");
            }
        }
    }

    private ParameterDefinition Parameter(RdlNode node, ExpressionScope scope)
    {
        var typeText = node.Required("DataType")?.Text ?? "String";
        if (!Enum.TryParse<ParameterType>(typeText, out var type))
        {
            node.Problem($"<DataType> is '{typeText}'; Boolean, DateTime, Integer, Float or String is expected");
        }

        var isMultiValue = node.Flag("MultiValue");
        if (isMultiValue && node.Flag("Nullable"))
        {
            node.Problem("has several values (<MultiValue>) and may be nothing (<Nullable>); a server takes one of the two only");
        }

        var defaults = node.Child("DefaultValue");
        var given = new List<RdlExpression>();
        foreach (var one in (defaults?.Many("Values", "Value") ?? []).Where(v => !v.IsNil))
        {
            var value = Value(one, scope);
            given.Add(value);
            if (value.IsLiteral && !Fits(type, value.Text))
            {
                one.Problem($"is '{value.Text}', which is no {type}");
            }
        }

        var valid = node.Child("ValidValues");
        var list = valid
            ?.Many("ParameterValues", "ParameterValue")
            .Select(p => (Value: RequiredValue(p, "Value", scope), Label: Optional(p, "Label", scope)))
            .Select(p => (p.Value, p.Label ?? p.Value))
            .ToList();
        node.WithoutEffect("UsedInQuery");
        return new ParameterDefinition(
            node.Name(),
            type,
            node.Flag("Nullable"),
            node.Flag("AllowBlank"),
            node.Flag("Hidden"),
            node.TextOf("Prompt"),
            defaults is not null,
            given.Count == 0 ? null : given[0],
            Choice(defaults?.Child("DataSetReference"), label: false),
            list ?? [],
            Choice(valid?.Child("DataSetReference"), label: true)
        )
        {
            Place = node.Place,
            IsMultiValue = isMultiValue,
            Defaults = given,
        };
    }

    private static bool Fits(ParameterType type, string text) =>
        type switch
        {
            ParameterType.Integer => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
            ParameterType.Float => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
            ParameterType.Boolean => bool.TryParse(text, out _),
            ParameterType.DateTime => DateTime.TryParse(text, CultureInfo.InvariantCulture, out _),
            _ => true,
        };

    private static DataSetChoice? Choice(RdlNode? node, bool label)
    {
        if (node is null)
        {
            return null;
        }

        var value = node.Required("ValueField")?.Text ?? "";
        return new DataSetChoice(
            node.Required("DataSetName")?.Text ?? "",
            value,
            label ? node.TextOf("LabelField") ?? value : value
        );
    }

    private static void ParameterLayout(RdlNode report, List<ParameterDefinition> parameters)
    {
        var grid = report.Child("ReportParametersLayout")?.Required("GridLayoutDefinition");
        if (grid is null)
        {
            return;
        }

        grid.WithoutEffect("NumberOfColumns", "NumberOfRows");
        var cells = grid.Many("CellDefinitions", "CellDefinition");
        foreach (var cell in cells)
        {
            cell.WithoutEffect("ColumnIndex", "RowIndex");
        }

        var named = cells.Select(c => c.Required("ParameterName")?.Text ?? "").Order(StringComparer.Ordinal);
        if (!named.SequenceEqual(parameters.Select(p => p.Name).Order(StringComparer.Ordinal), StringComparer.Ordinal))
        {
            grid.Problem("must place every parameter exactly once");
        }
    }
}
