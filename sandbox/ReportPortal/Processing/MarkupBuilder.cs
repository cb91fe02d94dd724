// Gathers runs into paragraphs while HTML is read: a block begins a paragraph, a list item one with a mark.

using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed class MarkupBuilder
{
    private readonly RenderedStyle _style;
    private readonly List<Paragraph> _paragraphs;

    public MarkupBuilder(RenderedStyle style, ListStyle list, int level)
    {
        _style = style;
        _paragraphs = [new Paragraph([], style, list, level)];
    }

    public IReadOnlyList<Paragraph> Paragraphs => _paragraphs;

    private Paragraph Current => _paragraphs[^1];

    /// <summary>Whether the paragraph has no text yet.</summary>
    public bool IsAtStart => Current.Runs.Count == 0;

    /// <summary>Whether what is before ends with a blank or a line.</summary>
    public bool EndsWithBlank => IsAtStart || Current.Runs[^1].Text is [.., ' ' or '\n'];

    public void Add(RenderedRun run) => Current.Runs.Add(run);

    /// <summary>Goes on in a new paragraph; one that has no text yet is taken over.</summary>
    public void Begin(string? align, ListStyle list, int level)
    {
        var style = align is null
            ? _style
            : _style with
            {
                Properties = new Dictionary<StyleProperty, string>(_style.Properties) { [StyleProperty.TextAlign] = align },
            };
        if (IsAtStart)
        {
            _paragraphs.RemoveAt(_paragraphs.Count - 1);
        }

        _paragraphs.Add(new Paragraph([], style, list, level));
    }

    internal sealed record Paragraph(List<RenderedRun> Runs, RenderedStyle Style, ListStyle List, int Level);
}
