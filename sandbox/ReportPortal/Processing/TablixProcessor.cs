// Turns a tablix and its rows into a grid: group instances down and across, header cells with their spans,
// body cells where they meet.

using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed class TablixProcessor(ItemProcessor items)
{
    public RenderedTablix Process(TablixItem tablix, RenderedFrame frame, DataPlace place)
    {
        var region = Region(tablix, place);
        var toggles = new ToggleRegistry(
            tablix.Name,
            tablix
                .RowMembers.Concat(tablix.ColumnMembers)
                .SelectMany(ReportTree.Members)
                .Select(m => m.Visibility?.ToggleItem)
                .OfType<string>()
        );
        var (sorts, sortScope) = UserSorts(tablix);
        var rows = new List<TablixLeaf>();
        Expand(tablix.RowMembers, new DataPlace(region), sorts, sortScope, [], [], rows);
        TablixRows.ShowInOrder(rows, region);
        var columns = new List<TablixLeaf>();
        Expand(tablix.ColumnMembers, new DataPlace(region), null, null, [], [], columns);
        _mapLabels.Clear();

        region.LinkPrevious();
        var rowHeaderDepth = TablixColumns.Depth(tablix.RowMembers);
        var columnHeaderDepth = TablixColumns.Depth(tablix.ColumnMembers);
        var grid = new List<RenderedRow>();
        grid.AddRange(ColumnHeaders(tablix, columns, columnHeaderDepth, rowHeaderDepth, region, toggles));
        var headerRows = grid.Count;
        var pending = new List<(List<RenderedCell> Cells, TablixLeaf Leaf)>();
        var covered = new Dictionary<int, int>();
        foreach (var (row, at) in rows.Select((r, i) => (r, i)))
        {
            pending.Add((Cells(tablix, row, columns, region, toggles, rowHeaderDepth, covered, SpannedBy(rows, at)), row));
        }

        var openers = columns.ConvertAll(c => c.Hiding.Select(h => Resolve(h, toggles)).OfType<RenderedToggle>().ToList());
        for (var i = 0; i < grid.Count; i++)
        {
            grid[i] = grid[i] with { Cells = TablixColumns.Opened(grid[i].Cells, openers) };
        }

        var inHeader = true;
        foreach (var (cells, leaf) in pending)
        {
            inHeader &= leaf.IsHeader;
            headerRows += inHeader ? 1 : 0;
            grid.Add(
                new RenderedRow(
                    TablixColumns.Opened(cells, openers),
                    tablix.Rows[leaf.Index].Height,
                    [.. leaf.Hiding.Select(h => Resolve(h, toggles)).OfType<RenderedToggle>()],
                    leaf.IsRecursive ? leaf.Place.Scope?.Level : null
                )
                {
                    MapLabels = leaf.MapLabels,
                }
            );
        }

        var widths = Enumerable
            .Range(0, rowHeaderDepth)
            .Select(d => TablixColumns.HeaderSize(tablix.RowMembers, d))
            .Concat(columns.Select(c => tablix.ColumnWidths[c.Index]))
            .ToList();
        var noRows = region.Rows.Count == 0 ? items.Evaluator.Text(tablix.NoRowsMessage, place) : null;
        var (names, values) = TablixRows.Fields(region, rows);
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
            HiddenWhenNarrow = TablixColumns.HiddenWhenNarrow(tablix, columns, rowHeaderDepth),
            ColumnToggles = [.. Enumerable.Repeat<IReadOnlyList<RenderedToggle>>([], rowHeaderDepth), .. openers],
        };
    }

    /// <summary>Entries of the list of contents that wait for the first row of their instance.</summary>
    private readonly List<(string Label, int Depth)> _mapLabels = [];

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
    private (SortDefinition[]? Sorts, string? Scope) UserSorts(TablixItem tablix)
    {
        var header = ReportTree
            .Descendants(tablix)
            .OfType<TextboxItem>()
            .FirstOrDefault(t =>
                t.UserSort is not null && string.Equals(t.Name, items.Request.SortItem, StringComparison.Ordinal)
            );
        return header is null
            ? (null, null)
            : ([new SortDefinition(header.UserSort!, items.Request.SortDescending)], header.UserSortScope);
    }

    private void Expand(
        IReadOnlyList<TablixMember> members,
        DataPlace place,
        IReadOnlyList<SortDefinition>? userSorts,
        string? sortScope,
        IReadOnlyList<TablixHeaderCell> headers,
        IReadOnlyList<TablixHiding> hiding,
        List<TablixLeaf> leaves
    )
    {
        foreach (var member in members)
        {
            if (member.Group is null)
            {
                if (!(member.HideIfNoRows && place.Scope!.Rows.Count == 0))
                {
                    One(member, place, null, userSorts, sortScope, headers, hiding, leaves);
                }

                continue;
            }

            var isSorted =
                userSorts is not null
                && (
                    sortScope is null
                        ? member.IsInnermost
                        : string.Equals(member.Group.Name, sortScope, StringComparison.Ordinal)
                );
            foreach (var instance in items.Groups.Instances(member.Group, isSorted ? userSorts! : member.Sorts, place.Scope!))
            {
                place.Scope!.Inner.Add(instance.Scope);
                One(
                    member,
                    new DataPlace(instance.Scope, instance.Row),
                    instance,
                    isSorted ? null : userSorts,
                    sortScope,
                    headers,
                    hiding,
                    leaves
                );
            }
        }
    }

    private void One(
        TablixMember member,
        DataPlace place,
        GroupInstance? instance,
        IReadOnlyList<SortDefinition>? userSorts,
        string? sortScope,
        IReadOnlyList<TablixHeaderCell> headers,
        IReadOnlyList<TablixHiding> hiding,
        List<TablixLeaf> leaves
    )
    {
        var hidden = member.Visibility is { } visibility && items.Evaluator.Flag(visibility.Hidden, place);
        if (member.Visibility?.ToggleItem is { } toggle)
        {
            // A recursive group that hides its own instances is opened from the instance above.
            var from = member.Group?.Parent is null ? place.Scope : instance?.RecursiveParent;
            hiding = [.. hiding, new TablixHiding(toggle, from, hidden)];
        }
        else if (hidden)
        {
            return;
        }

        if (instance is not null && items.Evaluator.Text(member.Group!.MapLabel, place) is { Length: > 0 } entry)
        {
            _mapLabels.Add((entry, hiding.Count + headers.Count));
        }

        if (member.Header is { } header)
        {
            headers = [.. headers, new TablixHeaderCell(header.Content, place)];
        }

        if (member.IsLeaf)
        {
            var recursive = member.Group?.Parent is not null || place.Scope is { Level: > 0 } or { Children.Count: > 0 };
            leaves.Add(
                new TablixLeaf(
                    member.LeafIndex,
                    place,
                    headers,
                    hiding,
                    member.KeptWithGroupAfter && member.Group is null,
                    recursive
                )
                {
                    MapLabels = [.. _mapLabels],
                }
            );
            _mapLabels.Clear();
            return;
        }

        Expand(member.Members, place, userSorts, sortScope, headers, hiding, leaves);
    }

    private List<RenderedRow> ColumnHeaders(
        TablixItem tablix,
        List<TablixLeaf> columns,
        int depth,
        int rowHeaderDepth,
        DataScope region,
        ToggleRegistry toggles
    )
    {
        var result = new List<RenderedRow>();
        for (var level = 0; level < depth; level++)
        {
            var cells = Corner(tablix, level, depth, rowHeaderDepth, region, toggles);
            for (var c = 0; c < columns.Count;)
            {
                var headers = columns[c].Headers;
                var header = headers.ElementAtOrDefault(level);
                if (header is null && headers.Count > 0)
                {
                    c++; // the last header above reaches down to here
                    continue;
                }

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
                        header is not null && level == headers.Count - 1 ? depth - level : 1,
                        false
                    )
                    {
                        Column = c,
                    }
                );
                c += span;
            }

            result.Add(new RenderedRow(cells, 0, [], null));
        }

        return result;
    }

    /// <summary>The cells of the corner in one of its rows, but for those that another spans.</summary>
    private List<RenderedCell> Corner(
        TablixItem tablix,
        int level,
        int depth,
        int width,
        DataScope region,
        ToggleRegistry toggles
    )
    {
        var cells = new List<RenderedCell>();
        for (var c = 0; c < width; c++)
        {
            if (IsSpanned(tablix.Corner, level, c))
            {
                continue;
            }

            var corner = level < tablix.Corner.Count && c < tablix.Corner[level].Count ? tablix.Corner[level][c] : null;
            cells.Add(
                new RenderedCell(
                    corner?.Content is null ? null : items.Item(corner.Content, new DataPlace(region), toggles),
                    Math.Min(corner?.ColSpan ?? 1, width - c),
                    Math.Min(corner?.RowSpan ?? 1, depth - level),
                    false
                )
            );
        }

        return cells;
    }

    private static bool IsSpanned(IReadOnlyList<IReadOnlyList<TablixCellDefinition>> corner, int row, int column)
    {
        for (var r = 0; r <= row && r < corner.Count; r++)
        {
            for (var c = 0; c <= column && c < corner[r].Count; c++)
            {
                if ((r, c) != (row, column) && r + corner[r][c].RowSpan > row && c + corner[r][c].ColSpan > column)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>How many rows, from this one on, a cell may span: those that follow in the file and stand in
    /// the same instance.</summary>
    private static int SpannedBy(List<TablixLeaf> rows, int at)
    {
        var count = 1;
        while (
            at + count < rows.Count
            && rows[at + count].Index == rows[at].Index + count
            && ReferenceEquals(rows[at + count].Place.Scope, rows[at].Place.Scope)
        )
        {
            count++;
        }

        return count;
    }

    private List<RenderedCell> Cells(
        TablixItem tablix,
        TablixLeaf row,
        List<TablixLeaf> columns,
        DataScope region,
        ToggleRegistry toggles,
        int rowHeaderDepth,
        Dictionary<int, int> covered,
        int rowsBelow
    )
    {
        var cells = RowHeaders(row, rowHeaderDepth, toggles);
        var definition = tablix.Rows[row.Index].Cells;
        for (var c = 0; c < columns.Count;)
        {
            if (covered.TryGetValue(c, out var still) && still > 0)
            {
                covered[c] = still - 1;
                c++;
                continue;
            }

            // A cell that spans begins with its first column that is shown, and ends with its last.
            var first = Owner(definition, columns[c].Index);
            var cell = definition[first];
            var span = 1;
            while (
                c + span < columns.Count
                && columns[c + span].Index > columns[c + span - 1].Index
                && columns[c + span].Index < first + cell.ColSpan
            )
            {
                span++;
            }

            var height = Math.Min(cell.RowSpan, rowsBelow);
            for (var s = 0; s < span && height > 1; s++)
            {
                covered[c + s] = height - 1;
            }

            var item = cell.Content is null ? null : items.Item(cell.Content, Meet(row.Place, columns[c].Place, region), toggles);
            cells.Add(new RenderedCell(item, span, height, false) { Column = c });
            c += span;
        }

        return cells;
    }

    /// <summary>The last header of a row reaches to its cells: a total's goes over the levels it
    /// lacks.</summary>
    private List<RenderedCell> RowHeaders(TablixLeaf row, int depth, ToggleRegistry toggles)
    {
        var cells = new List<RenderedCell>();
        foreach (var (header, level) in row.Headers.Select((h, i) => (h, i)))
        {
            if (!header.IsWritten)
            {
                header.IsWritten = true;
                cells.Add(
                    new RenderedCell(
                        header.Content is null ? null : items.Item(header.Content, header.Place, toggles),
                        level == row.Headers.Count - 1 ? depth - level : 1,
                        header.Leaves,
                        true
                    )
                );
            }
        }

        if (row.Headers.Count == 0 && depth > 0)
        {
            cells.Add(new RenderedCell(null, depth, 1, true));
        }

        return cells;
    }

    /// <summary>The cell that a column belongs to: its own, or the one before it that spans it.</summary>
    private static int Owner(IReadOnlyList<TablixCellDefinition> cells, int index)
    {
        for (var first = index; first >= 0; first--)
        {
            var isOwn = first == index && cells[first].Content is not null;
            if (isOwn || (first < index && first + cells[first].ColSpan > index))
            {
                return first;
            }
        }

        return index;
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

        return new DataPlace(DataScope.Meet(row.Scope!, column.Scope!));
    }

    private RenderedToggle? Resolve(TablixHiding hiding, ToggleRegistry toggles)
    {
        var toggle = toggles.Nearest(hiding.Textbox, hiding.Scope) ?? items.OutsideToggle(hiding.Textbox);
        if (toggle is not null)
        {
            toggle.IsUsed = true;
            toggle.IsExpanded |= !hiding.IsHidden;
        }

        return toggle;
    }
}
