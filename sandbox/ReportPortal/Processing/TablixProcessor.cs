// Turns a tablix and its rows into a grid: group instances down and across, header cells with their spans,
// body cells where they meet.

using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed class TablixProcessor(ItemProcessor items)
{
    public RenderedTablix Process(TablixItem tablix, RenderedFrame frame, DataPlace place)
    {
        var region = Region(tablix, place);
        var toggles = new ToggleRegistry(
            tablix.Name,
            tablix.RowMembers.SelectMany(ReportTree.Members).Select(m => m.Visibility?.ToggleItem).OfType<string>()
        );
        var sorts = UserSorts(tablix);
        var rows = new List<Leaf>();
        Expand(tablix.RowMembers, new DataPlace(region), sorts, [], [], rows);
        var columns = new List<Leaf>();
        Expand(tablix.ColumnMembers, new DataPlace(region), null, [], [], columns);

        var rowHeaderDepth = Depth(tablix.RowMembers);
        var columnHeaderDepth = Depth(tablix.ColumnMembers);
        var grid = new List<RenderedRow>();
        grid.AddRange(ColumnHeaders(tablix, columns, columnHeaderDepth, rowHeaderDepth, region, toggles));
        var headerRows = grid.Count;
        var pending = new List<(List<RenderedCell> Cells, Leaf Leaf)>();
        foreach (var row in rows)
        {
            pending.Add((Cells(tablix, row, columns, region, toggles), row));
        }

        var inHeader = true;
        foreach (var (cells, leaf) in pending)
        {
            inHeader &= leaf.IsHeader;
            headerRows += inHeader ? 1 : 0;
            grid.Add(
                new RenderedRow(
                    cells,
                    tablix.Rows[leaf.Index].Height,
                    [.. leaf.Hiding.Select(h => Resolve(h, toggles)).OfType<RenderedToggle>()],
                    leaf.IsRecursive ? leaf.Place.Scope?.Level : null
                )
            );
        }

        var widths = Enumerable
            .Range(0, rowHeaderDepth)
            .Select(d => HeaderSize(tablix.RowMembers, d))
            .Concat(columns.Select(c => tablix.ColumnWidths[c.Index]))
            .ToList();
        var noRows = region.Rows.Count == 0 ? items.Evaluator.Text(tablix.NoRowsMessage, place) : null;
        var (names, values) = Fields(region, rows);
        return new RenderedTablix(
            tablix.Name,
            frame,
            items.Style(tablix.Style, new DataPlace(region)),
            widths,
            headerRows,
            grid,
            noRows,
            names,
            values
        )
        {
            HiddenWhenNarrow = HiddenWhenNarrow(tablix, columns, rowHeaderDepth),
        };
    }

    private static List<int> HiddenWhenNarrow(TablixItem tablix, List<Leaf> columns, int rowHeaderDepth)
    {
        var hidden = tablix
            .ColumnMembers.SelectMany(ReportTree.Members)
            .Where(m => m is { IsLeaf: true, HiddenWhenNarrow: true })
            .Select(m => m.LeafIndex)
            .ToHashSet();
        return [.. columns.Index().Where(c => hidden.Contains(c.Item.Index)).Select(c => c.Index + rowHeaderDepth)];
    }

    private DataScope Region(TablixItem tablix, DataPlace place)
    {
        var source =
            place.Scope?.Rows is { Count: > 0 } inherited
            && string.Equals(inherited[0].Set.Name, tablix.DataSet, StringComparison.Ordinal)
                ? place.Scope
                : items.DataSets[tablix.DataSet];
        var rows = items.Groups.Filter(source.Rows, tablix.Filters, null);
        var unsorted = new DataScope(tablix.Name, rows, place.Scope);
        return new DataScope(tablix.Name, items.Groups.Sort(rows, tablix.Sorts, unsorted), place.Scope);
    }

    /// <summary>The reader's own sort, when the request names a header of this tablix.</summary>
    private SortDefinition[]? UserSorts(TablixItem tablix)
    {
        var header = ReportTree
            .Descendants(tablix)
            .OfType<TextboxItem>()
            .FirstOrDefault(t =>
                t.UserSort is not null && string.Equals(t.Name, items.Request.SortItem, StringComparison.Ordinal)
            );
        return header is null ? null : [new SortDefinition(header.UserSort!, items.Request.SortDescending)];
    }

    private void Expand(
        IReadOnlyList<TablixMember> members,
        DataPlace place,
        IReadOnlyList<SortDefinition>? userSorts,
        IReadOnlyList<HeaderCell> headers,
        IReadOnlyList<Hiding> hiding,
        List<Leaf> leaves
    )
    {
        foreach (var member in members)
        {
            if (member.Group is null)
            {
                if (!(member.HideIfNoRows && place.Scope!.Rows.Count == 0))
                {
                    One(member, place, null, userSorts, headers, hiding, leaves);
                }

                continue;
            }

            foreach (var instance in items.Groups.Instances(member.Group, userSorts ?? member.Sorts, place.Scope!))
            {
                One(member, new DataPlace(instance.Scope, instance.Row), instance, null, headers, hiding, leaves);
            }
        }
    }

    private void One(
        TablixMember member,
        DataPlace place,
        GroupInstance? instance,
        IReadOnlyList<SortDefinition>? userSorts,
        IReadOnlyList<HeaderCell> headers,
        IReadOnlyList<Hiding> hiding,
        List<Leaf> leaves
    )
    {
        var hidden = member.Visibility is { } visibility && items.Evaluator.Flag(visibility.Hidden, place);
        if (member.Visibility?.ToggleItem is { } toggle)
        {
            // A recursive group that hides its own instances is opened from the instance above.
            var from = member.Group?.Parent is null ? place.Scope : instance?.RecursiveParent;
            hiding = [.. hiding, new Hiding(toggle, from, hidden)];
        }
        else if (hidden)
        {
            return;
        }

        if (member.Header is { } header)
        {
            headers = [.. headers, new HeaderCell(header.Content, place)];
        }

        if (member.IsLeaf)
        {
            var recursive = member.Group?.Parent is not null || place.Scope is { Level: > 0 } or { Children.Count: > 0 };
            leaves.Add(
                new Leaf(member.LeafIndex, place, headers, hiding, member.KeptWithGroupAfter && member.Group is null, recursive)
            );
            return;
        }

        Expand(member.Members, place, userSorts, headers, hiding, leaves);
    }

    private List<RenderedRow> ColumnHeaders(
        TablixItem tablix,
        List<Leaf> columns,
        int depth,
        int rowHeaderDepth,
        DataScope region,
        ToggleRegistry toggles
    )
    {
        var result = new List<RenderedRow>();
        for (var level = 0; level < depth; level++)
        {
            var cells = new List<RenderedCell>();
            for (var c = 0; c < rowHeaderDepth; c++)
            {
                var corner =
                    level < tablix.Corner.Count && c < tablix.Corner[level].Count ? tablix.Corner[level][c].Content : null;
                cells.Add(
                    new RenderedCell(corner is null ? null : items.Item(corner, new DataPlace(region), toggles), 1, 1, false)
                );
            }

            for (var c = 0; c < columns.Count;)
            {
                var header = columns[c].Headers.ElementAtOrDefault(level);
                var span = 1;
                while (
                    header is not null
                    && c + span < columns.Count
                    && ReferenceEquals(columns[c + span].Headers.ElementAtOrDefault(level), header)
                )
                {
                    span++;
                }

                cells.Add(
                    new RenderedCell(
                        header?.Content is null ? null : items.Item(header.Content, header.Place, toggles),
                        span,
                        1,
                        false
                    )
                );
                c += span;
            }

            result.Add(new RenderedRow(cells, 0, [], null));
        }

        return result;
    }

    private List<RenderedCell> Cells(TablixItem tablix, Leaf row, List<Leaf> columns, DataScope region, ToggleRegistry toggles)
    {
        var cells = new List<RenderedCell>();
        foreach (var header in row.Headers)
        {
            if (!header.IsWritten)
            {
                header.IsWritten = true;
                cells.Add(
                    new RenderedCell(
                        header.Content is null ? null : items.Item(header.Content, header.Place, toggles),
                        1,
                        header.Leaves,
                        true
                    )
                );
            }
        }

        var definition = tablix.Rows[row.Index];
        for (var c = 0; c < columns.Count;)
        {
            var cell = definition.Cells[columns[c].Index];
            var item = cell.Content is null ? null : items.Item(cell.Content, Meet(row.Place, columns[c].Place, region), toggles);
            cells.Add(new RenderedCell(item, cell.ColSpan, 1, false));
            c += cell.ColSpan;
        }

        return cells;
    }

    private static DataPlace Meet(DataPlace row, DataPlace column, DataScope region)
    {
        if (ReferenceEquals(column.Scope, region))
        {
            return row;
        }

        if (ReferenceEquals(row.Scope, region))
        {
            return column;
        }

        var inColumn = column.Scope!.Rows.ToHashSet();
        return new DataPlace(new DataScope(null, [.. row.Scope!.Rows.Where(inColumn.Contains)], row.Scope, column.Scope));
    }

    private static RenderedToggle? Resolve(Hiding hiding, ToggleRegistry toggles)
    {
        var toggle = toggles.Nearest(hiding.Textbox, hiding.Scope);
        if (toggle is not null)
        {
            toggle.IsUsed = true;
            toggle.IsExpanded |= !hiding.IsHidden;
        }

        return toggle;
    }

    private static int Depth(IReadOnlyList<TablixMember> members) =>
        members.Count == 0 ? 0 : members.Max(m => (m.Header is null ? 0 : 1) + Depth(m.Members));

    private static double HeaderSize(IReadOnlyList<TablixMember> members, int depth)
    {
        foreach (var member in members)
        {
            var own = member.Header is null ? 0 : 1;
            if (own == 1 && depth == 0)
            {
                return member.Header!.Size;
            }

            var below = HeaderSize(member.Members, depth - own);
            if (below > 0)
            {
                return below;
            }
        }

        return 0;
    }

    /// <summary>The rows in the order shown, each once: what the CSV export writes.</summary>
    private static (IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<object?>> Rows) Fields(
        DataScope region,
        List<Leaf> leaves
    )
    {
        if (region.Rows.Count == 0)
        {
            return ([], []);
        }

        var names = region.Rows[0].Set.Fields;
        var ordered = new List<ReportRow>();
        var seen = new HashSet<ReportRow>();
        foreach (
            var row in leaves
                .Where(l => !l.IsHeader)
                .SelectMany(l => l.Place.Row is { } single ? [single] : l.Place.Scope!.Rows)
                .Concat(region.Rows)
        )
        {
            if (seen.Add(row))
            {
                ordered.Add(row);
            }
        }

        return (names, [.. ordered.Select(r => (IReadOnlyList<object?>)[.. names.Select(n => r[n])])]);
    }

    /// <summary>One row or column of the grid: which body row or column it shows, and where in the data it
    /// stands.</summary>
    private sealed class Leaf
    {
        public Leaf(
            int index,
            DataPlace place,
            IReadOnlyList<HeaderCell> headers,
            IReadOnlyList<Hiding> hiding,
            bool isHeader,
            bool isRecursive
        )
        {
            (Index, Place, Headers, Hiding, IsHeader, IsRecursive) = (index, place, headers, hiding, isHeader, isRecursive);
            foreach (var header in headers)
            {
                header.Leaves++;
            }
        }

        public int Index { get; }

        public DataPlace Place { get; }

        public IReadOnlyList<HeaderCell> Headers { get; }

        public IReadOnlyList<Hiding> Hiding { get; }

        public bool IsHeader { get; }

        public bool IsRecursive { get; }
    }

    private sealed class HeaderCell(ReportItem? content, DataPlace place)
    {
        public ReportItem? Content { get; } = content;

        public DataPlace Place { get; } = place;

        public int Leaves { get; set; }

        public bool IsWritten { get; set; }
    }

    private sealed record Hiding(string Textbox, DataScope? Scope, bool IsHidden);
}
