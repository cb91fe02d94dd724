// Reads a tablix. A member's leaves are numbered in the order of the file: that number is the body row or
// column they stand for.

using System.Globalization;

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal sealed class RdlTablixParser(RdlParser report, RdlItemParser items)
{
    public TablixItem Tablix(RdlNode node, ExpressionScope outer)
    {
        node.WithoutEffect(
            "LayoutDirection",
            "GroupsBeforeRowHeaders",
            "RepeatColumnHeaders",
            "RepeatRowHeaders",
            "FixedColumnHeaders",
            "FixedRowHeaders",
            "PageBreak",
            "PageName",
            "KeepTogether",
            "OmitBorderOnPageBreak"
        );
        var name = node.Name();
        var dataSet = node.TextOf("DataSetName") ?? outer.DataSet;
        if (dataSet is null)
        {
            node.Problem("names no dataset (<DataSetName>)");
        }

        var region = new ExpressionScope(outer.Place, dataSet, [.. outer.Enclosing, name]);
        var columnLeaves = new List<ExpressionScope>();
        var rowLeaves = new List<ExpressionScope>();
        var columns = Members(node.Required("TablixColumnHierarchy"), region, columnLeaves);
        var rows = Members(node.Required("TablixRowHierarchy"), region, rowLeaves);

        var body = node.Required("TablixBody");
        var widths = body?.Many("TablixColumns", "TablixColumn").Select(c => c.Size("Width")).ToList() ?? [];
        var bodyRows = new List<TablixRowDefinition>();
        foreach (var (rowNode, index) in (body?.Many("TablixRows", "TablixRow") ?? []).Select((r, i) => (r, i)))
        {
            var rowScope = index < rowLeaves.Count ? rowLeaves[index] : region;
            rowNode.Required("Height");
            var cells = rowNode
                .Many("TablixCells", "TablixCell")
                .Select(
                    (cell, column) => Cell(cell, Combine(rowScope, column < columnLeaves.Count ? columnLeaves[column] : region))
                )
                .ToList();
            if (cells.Count != widths.Count)
            {
                rowNode.Problem($"has {cells.Count} cells; the body has {widths.Count} columns");
            }

            bodyRows.Add(new TablixRowDefinition(rowNode.Size("Height"), cells));
        }

        if (widths.Count != columnLeaves.Count)
        {
            node.Problem(
                $"has {widths.Count} body columns and {columnLeaves.Count} leaves in its column hierarchy; they must be equal"
            );
        }

        if (bodyRows.Count != rowLeaves.Count)
        {
            node.Problem($"has {bodyRows.Count} body rows and {rowLeaves.Count} leaves in its row hierarchy; they must be equal");
        }

        var corner = node.Child("TablixCorner")
            ?.Many("TablixCornerRows", "TablixCornerRow")
            .Select(r => (IReadOnlyList<TablixCellDefinition>)r.All("TablixCornerCell").Select(c => Cell(c, region)).ToList())
            .ToList();
        return new TablixItem(
            name,
            items.Frame(node, outer),
            items.Style(node, region),
            dataSet ?? "",
            report.Optional(node, "NoRowsMessage", outer),
            widths,
            bodyRows,
            rows,
            columns,
            corner ?? [],
            RdlFilters.Of(report, node, region),
            Sorts(node, region)
        );
    }

    public IReadOnlyList<SortDefinition> Sorts(RdlNode parent, ExpressionScope scope) =>
        parent
            .Many("SortExpressions", "SortExpression")
            .Select(s => new SortDefinition(
                report.RequiredValue(s, "Value", scope),
                string.Equals(s.TextOf("Direction"), "Descending", StringComparison.Ordinal)
            ))
            .ToList();

    public GroupDefinition Group(RdlNode node, ExpressionScope scope)
    {
        node.WithoutEffect("PageBreak", "PageName", "DataElementName", "DataElementOutput", "DomainScope");
        var at = scope.At(ExpressionPlace.GroupExpression);
        report.Variables(node, scope, node.Name());
        return new GroupDefinition(
            node.Name(),
            [.. node.Many("GroupExpressions", "GroupExpression").Select(e => report.Value(e, at))],
            report.Optional(node, "Parent", at),
            RdlFilters.OfGroup(report, node, scope)
        )
        {
            Place = node.Place,
            MapLabel = report.Optional(node, "DocumentMapLabel", scope),
        };
    }

    private List<TablixMember> Members(RdlNode? hierarchy, ExpressionScope scope, List<ExpressionScope> leaves) =>
        hierarchy?.Many("TablixMembers", "TablixMember").Select(m => Member(m, scope, leaves)).ToList() ?? [];

    private TablixMember Member(RdlNode node, ExpressionScope scope, List<ExpressionScope> leaves)
    {
        node.WithoutEffect("FixedData", "KeepTogether", "DataElementName", "DataElementOutput", "RepeatOnNewPage");
        var keep = node.TextOf("KeepWithGroup");
        GroupDefinition? group = null;
        var inner = scope;
        if (node.Child("Group") is { } groupNode)
        {
            inner = scope.Inside(groupNode.Name());
            group = Group(groupNode, inner);
            if (keep is not null)
            {
                node.Problem("has <KeepWithGroup> although it is dynamic; only a member without <Group> may");
            }
        }

        TablixHeaderDefinition? header = null;
        if (node.Child("TablixHeader") is { } headerNode)
        {
            header = new TablixHeaderDefinition(headerNode.Size("Size"), Contents(headerNode, inner).Content);
        }

        var sorts = Sorts(node, inner);
        var visibility = items.Visibility(node, inner);
        var leaf = -1;
        var members = Members(node, inner, leaves);
        if (members.Count == 0)
        {
            leaf = leaves.Count;
            leaves.Add(inner);
        }

        return new TablixMember(
            group,
            sorts,
            header,
            members,
            visibility,
            string.Equals(keep, "After", StringComparison.Ordinal),
            node.Flag("HideIfNoRows"),
            leaf
        )
        {
            HiddenWhenNarrow = node.Many("CustomProperties", "CustomProperty").Any(IsHiddenWhenNarrow),
        };
    }

    /// <summary>
    /// A report server ignores custom properties; this one says what a telephone has no room for.
    /// </summary>
    private static bool IsHiddenWhenNarrow(RdlNode property) =>
        (property.TextOf("Name"), property.TextOf("Value")) is ("AxMonitor.Narrow", "hidden");

    private TablixCellDefinition Cell(RdlNode node, ExpressionScope scope)
    {
        node.WithoutEffect("DataElementName", "DataElementOutput");
        return Contents(node, scope);
    }

    private TablixCellDefinition Contents(RdlNode node, ExpressionScope scope)
    {
        var contents = node.Child("CellContents");
        if (contents is null)
        {
            return new TablixCellDefinition(null, 1, 1);
        }

        var colSpan = Span(contents, "ColSpan");
        var rowSpan = Span(contents, "RowSpan");
        var found = contents.Everything().Where(n => n.ElementName is not ("ColSpan" or "RowSpan")).ToList();
        if (found.Count > 1)
        {
            contents.Problem($"holds {found.Count} report items; one is allowed");
        }

        return new TablixCellDefinition(found.Count == 0 ? null : items.Item(found[0], scope), colSpan, rowSpan);
    }

    private static int Span(RdlNode node, string name)
    {
        var text = node.TextOf(name);
        if (text is null)
        {
            return 1;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var span) && span >= 1)
        {
            return span;
        }

        node.Problem($"<{name}> is '{text}'; a number of at least 1 is expected");
        return 1;
    }

    private static ExpressionScope Combine(ExpressionScope row, ExpressionScope column) =>
        row with
        {
            Enclosing = [.. row.Enclosing, .. column.Enclosing.Where(n => !row.Enclosing.Contains(n, StringComparer.Ordinal))],
        };
}
