// The rows and columns of a tablix once its groups are expanded, before their cells are evaluated.

using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

/// <summary>One row or column of the grid: which body row or column it shows, and where in the data it
/// stands.</summary>
internal sealed class TablixLeaf
{
    public TablixLeaf(
        int index,
        DataPlace place,
        IReadOnlyList<TablixHeaderCell> headers,
        IReadOnlyList<TablixHiding> hiding,
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

    public IReadOnlyList<TablixHeaderCell> Headers { get; }

    public IReadOnlyList<TablixHiding> Hiding { get; }

    public bool IsHeader { get; }

    public bool IsRecursive { get; }

    /// <summary>Entries of the list of contents that lead to the row, with their depth.</summary>
    public IReadOnlyList<(string Label, int Depth)> MapLabels { get; init; } = [];
}

internal sealed class TablixHeaderCell(ReportItem? content, DataPlace place)
{
    public ReportItem? Content { get; } = content;

    public DataPlace Place { get; } = place;

    public int Leaves { get; set; }

    public bool IsWritten { get; set; }
}

internal sealed record TablixHiding(string Textbox, DataScope? Scope, bool IsHidden);
