// Writes a table as a tablix: a header that repeats on every printed page, one row per key, and a row of
// details that opens.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal sealed class TableWriter
{
    private const double HeaderHeight = 0.32;
    private const double RowHeight = 0.42;
    private readonly Table _table;
    private readonly Page _page;
    private readonly Scope _scope;
    private readonly string _group;

    private TableWriter(Table table, Page page)
    {
        _table = table;
        _page = page;
        _scope = page.Scope.Of(table.Data, $"table {table.Name}", inRow: true);
        _group = table.Name + "Row";
    }

    public static double Height(Table table) => HeaderHeight + RowHeight + (table.Details.Count > 0 ? RowHeight : 0);

    public static XElement Write(Table table, Page page, Box box) => new TableWriter(table, page).Tablix(box);

    private XElement Tablix(Box box)
    {
        var columns = _table.Columns;
        var width = columns.Sum(c => c.Width);
        if (Math.Abs(width - box.Width) > 0.005)
        {
            throw new ReportDefinitionException(
                $"{_scope.Place}: the columns are {width:0.00} in wide; {box.Width:0.##} in are to be filled."
            );
        }

        return E(
            "Tablix",
            Xml.Name(_table.Name),
            E(
                "TablixBody",
                E("TablixColumns", columns.Select(c => E("TablixColumn", E("Width", In(c.Width))))),
                E(
                    "TablixRows",
                    Row(HeaderHeight, columns.Select(c => Cell(Header(c)))),
                    Row(RowHeight, columns.Select((c, i) => ValueCell(c, i == FirstColumn))),
                    _table.Details.Count == 0 ? null : Row(RowHeight, Details())
                )
            ),
            E("TablixColumnHierarchy", E("TablixMembers", columns.Select(ColumnMember))),
            E(
                "TablixRowHierarchy",
                E("TablixMembers", E("TablixMember", E("KeepWithGroup", "After"), E("RepeatOnNewPage", "true")), RowMember())
            ),
            E("DataSetName", _table.Data.Name),
            E("NoRowsMessage", Empty()),
            Filters(),
            box.Elements(),
            _page.WithoutSubject,
            E("Style", E("FontFamily", Font.Text), E("FontSize", "9pt"), E("Color", Palette.Muted))
        );
    }

    private XElement? Filters()
    {
        var filters = new List<XElement>();
        if (_table.Where is var (only, value))
        {
            filters.Add(Filter(_scope.Field(only), "Equal", E("FilterValue", value)));
        }

        if (_table.Largest is var (field, count))
        {
            // Rows without a value are all alike, and a server counts those that are alike as one.
            filters.Add(Filter($"IsNothing({_scope.Field(field)})", "Equal", E("FilterValue", "=False")));
            filters.Add(Filter(_scope.Field(field), "TopN", E("FilterValue", new XAttribute("DataType", "Integer"), count)));
        }

        return filters.Count == 0 ? null : E("Filters", filters);

        XElement Filter(string by, string how, XElement than) =>
            E("Filter", E("FilterExpression", "=" + by), E("Operator", how), E("FilterValues", than));
    }

    /// <summary>
    /// An empty list is good news only as long as somebody looks. What a detail page shows is past.
    /// </summary>
    private string Empty() =>
        _page.Report.Subject is null
            ? $"=IIf({DataState.IsSilent} And IsNothing(Parameters!ToAt.Value), "
                + $"\"Not known: nothing is being collected.\", {EmptyText()}"
                + (_table.Data.Parameters.Contains("FromAt") ? $" & \" \" & {DataState.Of("CoverageText")})" : ")")
            : _table.Empty;

    private string EmptyText() =>
        _table.EmptyData is { } data
            ? Template.Expression(_table.Empty, _page.Scope.Of(data, $"table {_table.Name}, empty", inRow: false))
            : Vb.Literal(_table.Empty);

    /// <summary>The column that is indented in a tree and opens the details.</summary>
    private int FirstColumn => Array.FindIndex(_table.Columns, c => !c.IsSeverity);

    private static XElement Row(double height, IEnumerable<XElement> cells) =>
        E("TablixRow", E("Height", In(height)), E("TablixCells", cells));

    private static XElement Cell(Textbox content, int columns = 1) =>
        E("TablixCell", E("CellContents", content.Write(), columns == 1 ? null : E("ColSpan", columns)));

    private XElement ValueCell(Column column, bool isFirst) =>
        column.Box is { } box
            ? E("TablixCell", E("CellContents", SpreadWriter.Write(box, column, _table, NameOf(column), _scope, RowHeight)))
        : column.Spark is null ? Cell(Value(column, isFirst))
        : E("TablixCell", E("CellContents", ChartWriter.Spark(column, _table, NameOf(column), _scope, RowHeight)));

    /// <summary>
    /// Where no column says what stays on a narrow screen, the whole table stays. Pictures, which a server
    /// makes one by one, are left out where the rows would need too many of them.
    /// </summary>
    private XElement ColumnMember(Column column) =>
        E(
            "TablixMember",
            column.Spark is null && column.Box is null
                ? null
                : Hidden($"=CountDistinct({Vb.Field(_table.Key)}, {Vb.Literal(_table.Data.Name)}) > {_page.MostRowsWithPictures}"),
            column.OnPhone || !_table.Columns.Any(c => c.OnPhone) ? null : CustomProperties("AxMonitor.Narrow", "hidden")
        );

    private XElement RowMember()
    {
        var order = _table.Order.Select(o => (Field: o.TrimStart('-'), Descending: o.StartsWith('-'))).ToList();
        return E(
            "TablixMember",
            E(
                "Group",
                Xml.Name(_group),
                E("GroupExpressions", E("GroupExpression", "=" + _scope.Field(_table.Key))),
                _table.ParentKey is { } parent ? E("Parent", "=" + _scope.Field(parent)) : null
            ),
            order.Count == 0
                ? null
                : E(
                    "SortExpressions",
                    order.Select(o =>
                        E(
                            "SortExpression",
                            E("Value", "=" + SortValue(o.Field)),
                            E("Direction", o.Descending ? "Descending" : "Ascending")
                        )
                    )
                ),
            _table.Details.Count == 0
                ? null
                : E("TablixMembers", E("TablixMember"), E("TablixMember", Hidden("true", NameOf(_table.Columns[FirstColumn]))))
        );
    }

    private string SortValue(string field) => field == Severity.Field ? Severity.Rank : _scope.Field(field);

    private string NameOf(Column column) => _table.Name + BodyWriter.NameOf(column.Title);

    private Textbox Header(Column column)
    {
        var sort = column.IsSeverity
            ? Severity.Field
            : column.SortBy ?? column.BarOf ?? Template.FirstField(column.Value, _scope);
        var isText = !column.IsSeverity && column.BarOf is null;
        return new Textbox(NameOf(column) + "Header", Textbox.Line(isText ? column.Title : "", Font.Caption, Align(column)))
        {
            VerticalAlign = "Bottom",
            ToolTip = column.Metric is { } metric ? MetricDictionary.Describe(metric) : null,
            Padding = ("4pt", "4pt", "4pt", "4pt"),
            BottomBorder = Border("Bottom", Palette.Rule, width: 1),
            UserSort =
                sort is null || _table.ParentKey is not null
                    ? null
                    : E("UserSort", E("SortExpression", "=" + SortValue(sort)), E("SortExpressionScope", _group)),
        };
    }

    private Textbox Value(Column column, bool isFirst)
    {
        var paragraphs = new List<(IReadOnlyList<Run>, string)> { ([First(column, isFirst)], Align(column)) };
        if (column.Second.Length > 0)
        {
            var font = column.SecondIsCode ? Font.Statement with { Colour = Palette.Muted } : Font.Quiet;
            paragraphs.Add(Textbox.Line(Template.Value(column.Second, _scope), font, Align(column)));
        }

        var indent = isFirst && _table.ParentKey is not null ? $"=(4 + Level(\"{_group}\") * 16) & \"pt\"" : "4pt";
        return new Textbox(NameOf(column), [.. paragraphs])
        {
            Padding = (indent, "4pt", "3pt", "3pt"),
            BottomBorder = Border("Bottom", Palette.Line, width: 0.75),
            Action =
                Drillthrough.Live(column.Link) is { } link ? Drillthrough.Write(link, _scope)
                : column.Address is { } address ? Drillthrough.ToAddress(address, _scope)
                : null,
            ToolTip =
                column.IsSeverity ? "=" + Severity.ToolTip
                : column.BarOf is { } field ? "=" + FieldFormat.Of(field).AsText(_scope.Field(field))
                : column.ToolTip is { } text ? Template.Value(text, _scope)
                : null,
            IsToggle = isFirst && _table.Details.Count > 0,
        };
    }

    private Run First(Column column, bool isFirst)
    {
        if (column.IsSeverity)
        {
            return new Run("=" + Severity.Glyph, Font.Body with { Colour = "=" + Severity.Colour });
        }

        if (column.BarOf is { } bar)
        {
            return new Run(
                "=" + Bar(bar, column.Width),
                Font.Statement with
                {
                    Size = 6,
                    Colour = column.BySeverity ? "=" + Severity.Fill : column.BarColour,
                }
            );
        }

        var font = Font.Body with
        {
            Weight = column.Bold || Drillthrough.Live(column.Link) is { Optional: false } ? "SemiBold" : null,
            Colour =
                column.BySeverity ? "=" + Severity.Colour
                : Drillthrough.Live(column.Link) is { Optional: true } link
                    ? $"=IIf({Vb.IsEmpty(LinkKey(link))}, {Vb.Literal(Palette.Ink)}, {Vb.Literal(Palette.Link)})"
                : Drillthrough.Live(column.Link) is not null ? Palette.Link
                : column.Address is { } address
                    ? $"=IIf({Vb.IsEmpty(_scope.Field(address))}, {Vb.Literal(Palette.Ink)}, {Vb.Literal(Palette.Link)})"
                : Palette.Ink,
        };
        if (isFirst && _table.ParentKey is not null)
        {
            return new Run(
                $"=IIf(Level(\"{_group}\") = 0, \"\", \"↳ \") & {Template.Expression(column.Value, _scope)}",
                font with
                {
                    Weight = $"=IIf(Level(\"{_group}\") = 0, \"Bold\", \"SemiBold\")",
                }
            );
        }

        if (Template.SingleField(column.Value) is not { } single)
        {
            return new Run(Template.Value(column.Value, _scope), font);
        }

        // A number or a time stays one, so that exports and sorting have it; only what is not there becomes a
        // dash.
        var field = _scope.Field(single.Field);
        var format = single.Format is null ? FieldFormat.Of(single.Field).Style : null;
        var value = format is null ? Template.Expression(column.Value, _scope) : field;
        return new Run(
            $"=IIf({(format is null ? Vb.IsEmpty(field) : $"IsNothing({field})")}, {Vb.Literal(column.Absent ?? Vb.NoValue)}, {value})",
            font,
            format
        );
    }

    /// <summary>
    /// What a row without a link lacks: the page, where the row says which, else the first key.
    /// </summary>
    private string LinkKey(Link link) =>
        _scope.Field(link.Page.StartsWith('=') ? link.Page[1..] : link.Keys[0].Split('=')[^1]);

    private static string Align(Column column) =>
        column.IsSeverity ? "Center"
        : Template.SingleField(column.Value) is { Format: null } single && FieldFormat.Of(single.Field).IsRight ? "Right"
        : "Left";

    /// <summary>A bar of block characters: no picture to be made by the server, and it prints.</summary>
    private string Bar(string field, double width)
    {
        const double BlockPoints = 3.65;
        var halves = (int)(((width * 72) - 8) / BlockPoints) * 2;
        var most = $"Max({Vb.Field(field)}, \"{_table.Name}\")";
        var length = $"CInt(Int({halves} * {_scope.Field(field)} / IIf({most} > 0, {most}, 1)))";
        return $"StrDup({length} \\ 2, \"█\") & IIf({length} Mod 2 = 1, \"▌\", \"\")";
    }

    private IEnumerable<XElement> Details()
    {
        var spans = Spans(_table.Columns, _table.Details.Count);
        foreach (var (detail, index) in _table.Details.Select((d, i) => (d, i)))
        {
            var indent = index == 0 && _table.ParentKey is not null ? $"=(22 + Level(\"{_group}\") * 16) & \"pt\"" : "8pt";
            yield return Cell(
                new Textbox(
                    FormattableString.Invariant($"{_table.Name}Detail{index + 1}"),
                    Textbox.Line(Template.Value(detail.Caption, _scope), Font.Caption),
                    Textbox.Line(Template.Value(detail.Value, _scope), Font.Statement)
                )
                {
                    VerticalAlign = "Top",
                    Background = Palette.Raised,
                    Padding = (indent, "8pt", "5pt", "7pt"),
                    BottomBorder = Border("Bottom", Palette.Line, width: 0.75),
                },
                spans[index]
            );
            for (var i = 1; i < spans[index]; i++)
            {
                yield return E("TablixCell");
            }
        }
    }

    /// <summary>Shares the columns among the details, as nearly as possible in equal widths.</summary>
    private static int[] Spans(Column[] columns, int details)
    {
        var spans = new int[details];
        var at = 0;
        var reached = 0.0;
        for (var d = 0; d < details; d++)
        {
            var goal = Page.Width * (d + 1) / details;
            do
            {
                reached += columns[at++].Width;
                spans[d]++;
            } while (
                at < columns.Length - (details - d - 1)
                && (d == details - 1 || Math.Abs(reached + columns[at].Width - goal) < Math.Abs(reached - goal))
            );
        }

        return spans;
    }
}
