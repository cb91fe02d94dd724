// Texts of several paragraphs and runs: HTML in a value with the elements that a server takes, lists,
// indents, links and tooltips of their own.

using AxMonitor.Sandbox.ReportPortal.Excel;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class MarkupTests
{
    private static string Box(string inside) =>
        $"""<Textbox Name="X"><Paragraphs>{inside}</Paragraphs><Height>1in</Height><Width>3in</Width></Textbox>""";

    private static string Run(string value, string inside = "") =>
        $"<TextRun><Value>{System.Security.SecurityElement.Escape(value)}</Value>{inside}</TextRun>";

    private static string Paragraph(string runs, string inside = "") =>
        $"<Paragraph><TextRuns>{runs}</TextRuns>{inside}</Paragraph>";

    private static async Task<AngleSharp.Dom.IElement> ShownAsync(string html) =>
        (
            await RenderedPage.ParseAsync(
                SmallReport.With(Box(Paragraph(Run(html, "<MarkupType>HTML</MarkupType>")))),
                SmallReport.Source("A B", ["x", 1])
            )
        ).QuerySelector("#X")!;

    [TestCase("a <b>bold</b> word", "a bold word")]
    [TestCase("one<br/>two", "one\ntwo")]
    [TestCase("<p>one</p><p>two</p>", "one|two")]
    [TestCase("<div>one<div>two</div>three</div>", "one|two|three")]
    [TestCase("<h1>Head</h1>text", "Head|text")]
    [TestCase("before<ul><li>one</li><li>two</li></ul>after", "before|•one|•two|after")]
    [TestCase("<ol><li>one<ol><li>deep<li>deeper</ol></li><li>two</li></ol>", "1.one|i.deep|ii.deeper|2.two")]
    [TestCase("<table><tr><td>cell</td></tr></table><img src=x onerror=alert(1)>", "cell")]
    [TestCase("<script>alert(1)</script><style>p{}</style><!-- no -->kept", "kept")]
    [TestCase("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c")]
    [TestCase("  much \n  room ", "much room ")]
    [TestCase("a < b", "a < b")]
    [TestCase("<b>not closed", "<b>not closed")]
    [TestCase("<b><i>crossed</b></i>", "<b><i>crossed</b></i>")]
    [TestCase("no end <b", "no end <b")]
    public async Task HTML_becomes_paragraphs_and_runs(string html, string expected)
    {
        var box = await ShownAsync(html);
        Assert.Multiple(() =>
        {
            Assert.That(string.Join('|', box.Children.Select(c => c.TextContent)), Is.EqualTo(expected));
            Assert.That(box.QuerySelectorAll("script,img,table,style,b"), Is.Empty, "nothing is written as it came");
        });
    }

    [TestCase("<a href=\"https://example.org/?a=1&amp;b=2\">to</a>", "https://example.org/?a=1&b=2")]
    [TestCase("<A HREF='mailto:a@example.org'>to</A>", "mailto:a@example.org")]
    [TestCase("<a href=\"javascript:alert(1)\">to</a>", null)]
    public async Task A_link_leads_only_where_links_of_a_report_may(string html, string? expected)
    {
        var box = await ShownAsync("see " + html);
        Assert.That(box.QuerySelector("a")?.GetAttribute("href"), Is.EqualTo(expected));
    }

    [TestCase("<font color=\"#123456\" size=\"5\" face=\"Georgia, serif\">x</font>", "color:#123456", "font-size:18pt", "\"Georgia\"")]
    [TestCase("<span style=\"color:red;font-size:20px;font-weight:bold;position:fixed\">x</span>", "color:red", "font-size:15pt", "font-weight:700")]
    [TestCase("<i><u>x</u></i>", "font-style:italic", "text-decoration:underline", "")]
    [TestCase("<h3>x</h3>", "font-size:14pt", "font-weight:700", "")]
    public async Task Styles_are_those_a_server_takes(string html, string first, string second, string third)
    {
        var rdl = SmallReport.With(Box(Paragraph(Run(html, "<MarkupType>HTML</MarkupType>"))));
        var page = await RenderedPage.HtmlAsync(rdl, SmallReport.Source("A B", ["x", 1]));
        Assert.That(page, Does.Contain(first).And.Contain(second).And.Contain(third).And.Not.Contain("position:fixed"));
    }

    [Test]
    public async Task Paragraphs_have_marks_and_runs_have_links_and_tooltips_of_their_own()
    {
        const string Link = "<ActionInfo><Actions><Action><Hyperlink>https://example.org/</Hyperlink></Action></Actions></ActionInfo>";
        var rdl = SmallReport.With(
            Box(
                Paragraph(Run("plain ") + Run("linked", $"<ToolTip>tells</ToolTip>{Link}"), "<LeftIndent>12pt</LeftIndent>")
                    + Paragraph(Run("one"), "<ListStyle>Numbered</ListStyle><ListLevel>1</ListLevel>")
                    + Paragraph(Run("inner"), "<ListStyle>Bulleted</ListStyle><ListLevel>2</ListLevel>")
                    + Paragraph(Run("two"), "<ListStyle>Numbered</ListStyle><ListLevel>1</ListLevel>")
            )
        );
        var report = await RenderedPage.ProcessAsync(rdl, SmallReport.Source("A B", ["x", 1]));
        var html = Rendering.HtmlReportRenderer.Render(report, false);
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html);
        Assert.Multiple(() =>
        {
            Assert.That(page.Texts("#X > *"), Is.EqualTo(new[] { "plain linked", "1.one", "◦inner", "2.two" }));
            Assert.That(page.QuerySelector("#X a")!.GetAttribute("title"), Is.EqualTo("tells"));
            Assert.That(html, Does.Contain("padding-left:12pt"));
            Assert.That(ExcelRenderer.Render(report), Is.Not.Empty);
            Assert.That(((RenderedTextbox)report.Body.Items[0]).PlainText, Is.EqualTo("plain linked 1. one ◦ inner 2. two"));
        });
    }

    [TestCase("<MarkupType>Markdown</MarkupType>", "", "None or HTML is expected")]
    [TestCase("", "<ListStyle>Squares</ListStyle>", "None, Bulleted or Numbered is expected")]
    public void What_does_not_exist_is_refused_by_name(string run, string paragraph, string expected) =>
        Assert.That(
            () => RdlParser.Parse("Test", SmallReport.With(Box(Paragraph(Run("x", run), paragraph)))),
            Throws.TypeOf<RdlException>().With.Message.Contains(expected)
        );
}
