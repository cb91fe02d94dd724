// Shows a playbook (docs/playbooks/*.md), which alert mails link to, as a page. HTML inside the Markdown is
// shown as text, and links are kept only when they are relative or http(s).

using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class PlaybookPage
{
    private const string Style =
        "<style>.playbook{max-width:60rem}.playbook li,.playbook p{margin:.4em 0}"
        + ".playbook table{border-collapse:collapse;margin:.6em 0}"
        + ".playbook td,.playbook th{border:1px solid #CBD2D9;padding:.3em .6em;text-align:left;vertical-align:top}"
        + ".playbook pre{background:#fff;border:1px solid #CBD2D9;padding:.6em;overflow:auto}</style>";

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    public static string Render(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        KeepHarmlessLinks(document);
        var heading = document.Descendants<HeadingBlock>().FirstOrDefault(h => h.Level == 1);
        var title = heading?.Inline is { } text ? TextOf(text) : "Playbook";
        var html = new HtmlWriter();
        PageShell.Begin(html, title, "en", "", 0);
        PageShell.PlainBar(html, title);
        html.Own(Style)
            .Open("main", ("class", "plain"), ("id", "report"))
            .Open("div", ("class", "playbook"))
            .Own(document.ToHtml(Pipeline))
            .Close("div")
            .Close("main");
        PageShell.End(html);
        return html.ToString();
    }

    /// <summary>Puts its text in the place of a link that leads elsewhere than to a page, and of a
    /// picture.</summary>
    private static void KeepHarmlessLinks(MarkdownDocument document)
    {
        foreach (var link in document.Descendants<LinkInline>().Where(l => l.IsImage || !IsPage(l.Url)).ToList())
        {
            link.ReplaceBy(new LiteralInline(TextOf(link)));
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(l => !l.IsEmail && !IsPage(l.Url)).ToList())
        {
            link.ReplaceBy(new LiteralInline(link.Url));
        }
    }

    private static bool IsPage(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var absolute)
            ? absolute.Scheme is "http" or "https"
            : url is not null && !url.Contains(':', StringComparison.Ordinal);

    private static string TextOf(ContainerInline container) =>
        string.Concat(
            container
                .Descendants<LeafInline>()
                .Select(leaf =>
                    leaf switch
                    {
                        LiteralInline literal => literal.Content.ToString(),
                        CodeInline code => code.Content,
                        _ => " ",
                    }
                )
        );
}
