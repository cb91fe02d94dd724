// The playbooks that come with the program, as pages. HTML inside them is shown as text, and only links to
// pages are kept.
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Html;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Reads playbooks.</summary>
/// <param name="folder">Where they are.</param>
public sealed class PlaybookStore(string folder)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    /// <summary>A playbook, null where there is none of that name. A name is letters, digits and '-': nothing
    /// else of the disk can be reached.</summary>
    public IHtmlContent? Find(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            return null;
        }

        var path = Path.Combine(folder, name + ".md");
        if (!File.Exists(path))
        {
            return null;
        }

        var document = Markdown.Parse(File.ReadAllText(path), Pipeline);
        foreach (var link in document.Descendants<LinkInline>().Where(l => l.IsImage || Target(l.Url) is null).ToList())
        {
            link.ReplaceBy(new LiteralInline(TextOf(link)));
        }

        foreach (var link in document.Descendants<LinkInline>())
        {
            link.Url = Target(link.Url);
        }

        return new HtmlString(document.ToHtml(Pipeline));
    }

    /// <summary>Where a link of a playbook leads at the desk: to another playbook, or to a page of the web;
    /// null for anything else.</summary>
    private static string? Target(string? url)
    {
        if (Uri.TryCreate(url, UriKind.Absolute, out var absolute))
        {
            return absolute.Scheme is "http" or "https" ? url : null;
        }

        var (file, anchor) = url?.Split('#', 2) switch
        {
            [var f, var a] => (f, "#" + a),
            [var f] => (f, ""),
            _ => ("", ""),
        };
        return file.EndsWith(".md", StringComparison.Ordinal) && !file.Contains('/', StringComparison.Ordinal)
            ? "/playbooks/" + file[..^3] + anchor
            : null;
    }

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
