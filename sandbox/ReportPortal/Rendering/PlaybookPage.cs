// Shows a playbook (docs/playbooks/*.md), which alert mails link to, as a page: the part of Markdown that
// playbooks use, and nothing else. Text is encoded by HtmlWriter; links are kept only when they are relative
// or http(s).

using System.Text.RegularExpressions;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static partial class PlaybookPage
{
    public static string Render(string markdown)
    {
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        var title = Array.Find(lines, line => line.StartsWith("# ", StringComparison.Ordinal))?[2..] ?? "Playbook";
        var html = new HtmlWriter();
        PageShell.Begin(html, title, "en", "", 0);
        PageShell.PlainBar(html, title);
        html.Own(
            "<style>.playbook{max-width:60rem}.playbook li,.playbook p{margin:.4em 0}.playbook table{border-collapse:collapse;margin:.6em 0}.playbook td,.playbook th{border:1px solid #CBD2D9;padding:.3em .6em;text-align:left;vertical-align:top}.playbook pre{background:#fff;border:1px solid #CBD2D9;padding:.6em;overflow:auto}</style>"
        );
        html.Open("main", ("class", "plain"), ("id", "report")).Open("div", ("class", "playbook"));
        for (var i = 0; i < lines.Length;)
        {
            i = Block(html, lines, i);
        }

        html.Close("div").Close("main");
        PageShell.End(html);
        return html.ToString();
    }

    /// <summary>Writes the block that begins at a line; returns the line behind it.</summary>
    private static int Block(HtmlWriter html, string[] lines, int at)
    {
        var line = lines[at];
        if (line.Trim().Length == 0)
        {
            return at + 1;
        }

        if (line.StartsWith("```", StringComparison.Ordinal))
        {
            var end = Math.Max(Array.FindIndex(lines, at + 1, l => l.StartsWith("```", StringComparison.Ordinal)), at + 1);
            html.Element("pre", string.Join('\n', lines[(at + 1)..end])).Line();
            return end + 1;
        }

        var level = line.TakeWhile(c => c == '#').Count();
        if (level is > 0 and < 5 && line.Length > level && line[level] == ' ')
        {
            Inline(html.Open($"h{level}"), line[(level + 1)..]);
            html.Close($"h{level}").Line();
            return at + 1;
        }

        if (line.StartsWith('|'))
        {
            return Table(html, lines, at);
        }

        if (ListItem().IsMatch(line))
        {
            return List(html, lines, at);
        }

        var last = at;
        while (
            last + 1 < lines.Length
            && lines[last + 1].Trim().Length > 0
            && !lines[last + 1].StartsWith('#')
            && !lines[last + 1].StartsWith('|')
            && !ListItem().IsMatch(lines[last + 1])
        )
        {
            last++;
        }

        Inline(html.Open("p"), string.Join(' ', lines[at..(last + 1)]));
        html.Close("p").Line();
        return last + 1;
    }

    private static int Table(HtmlWriter html, string[] lines, int at)
    {
        html.Open("table");
        var isHead = true;
        for (; at < lines.Length && lines[at].StartsWith('|'); at++)
        {
            if (lines[at].Trim('|', '-', ' ', ':').Length == 0)
            {
                continue;
            }

            html.Open("tr");
            foreach (var cell in lines[at].Trim().Trim('|').Split('|'))
            {
                Inline(html.Open(isHead ? "th" : "td"), cell.Trim());
                html.Close(isHead ? "th" : "td");
            }

            html.Close("tr").Line();
            isHead = false;
        }

        html.Close("table").Line();
        return at;
    }

    /// <summary>A list; lines that are set in belong to the item above. A table or a paragraph between two
    /// numbers ends the list.</summary>
    private static int List(HtmlWriter html, string[] lines, int at)
    {
        var isOrdered = char.IsAsciiDigit(lines[at][0]);
        var start = isOrdered ? lines[at][..lines[at].IndexOf('.', StringComparison.Ordinal)] : null;
        html.Open(isOrdered ? "ol" : "ul", ("start", start));
        while (at < lines.Length && ListItem().Match(lines[at]) is { Success: true } item)
        {
            var text = lines[at++][item.Length..];
            while (at < lines.Length && lines[at].StartsWith("  ", StringComparison.Ordinal))
            {
                text += " " + lines[at++].Trim();
            }

            Inline(html.Open("li"), text);
            html.Close("li").Line();
        }

        html.Close(isOrdered ? "ol" : "ul").Line();
        return at;
    }

    private static void Inline(HtmlWriter html, string text)
    {
        var at = 0;
        foreach (Match match in Span().Matches(text))
        {
            html.Text(text[at..match.Index]);
            at = match.Index + match.Length;
            if (match.Groups["code"] is { Success: true } code)
            {
                html.Element("code", code.Value);
            }
            else if (match.Groups["strong"] is { Success: true } strong)
            {
                html.Element("strong", strong.Value);
            }
            else if (match.Groups["em"] is { Success: true } emphasis)
            {
                html.Element("em", emphasis.Value);
            }
            else if (
                match.Groups["href"].Value is var href
                && (href.StartsWith("http", StringComparison.Ordinal) || !href.Contains(':', StringComparison.Ordinal))
            )
            {
                html.Element("a", match.Groups["label"].Value, ("href", href));
            }
            else
            {
                html.Text(match.Value);
            }
        }

        html.Text(text[at..]);
    }

    [GeneratedRegex(@"^(- |\d+\. )", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListItem();

    [GeneratedRegex(
        @"`(?<code>[^`]+)`|\*\*(?<strong>[^*]+)\*\*|\*(?<em>[^*]+)\*|\[(?<label>[^\]]+)\]\((?<href>[^)\s]+)\)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Span();
}
