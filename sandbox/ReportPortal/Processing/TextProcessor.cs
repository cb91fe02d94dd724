// Evaluates the paragraphs of a text box: runs with their formats and links, HTML markup, marks of list
// items.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed class TextProcessor(ItemProcessor items)
{
    private Evaluator Evaluator => items.Evaluator;

    public List<RenderedParagraph> Paragraphs(IReadOnlyList<ParagraphDefinition> definitions, DataPlace place)
    {
        var result = new List<RenderedParagraph>();
        var numbers = new ListNumbers();
        foreach (var definition in definitions)
        {
            var isNumeric = false;
            var builder = new MarkupBuilder(items.Style(definition.Style, place), definition.List, definition.ListLevel);
            foreach (var run in definition.Runs)
            {
                isNumeric |= Run(run, builder, place);
            }

            var indents = new RenderedIndents(
                Size(definition.LeftIndent, place),
                Size(definition.RightIndent, place),
                Size(definition.HangingIndent, place),
                Size(definition.SpaceBefore, place),
                Size(definition.SpaceAfter, place)
            );
            foreach (var one in builder.Paragraphs)
            {
                result.Add(
                    new RenderedParagraph(one.Runs, one.Style, isNumeric)
                    {
                        Marker = numbers.Marker(one.List, one.Level),
                        ListLevel = one.Level,
                        Indents = indents,
                    }
                );
            }
        }

        return result;
    }

    /// <summary>Adds a run; true when its value is a number or a time.</summary>
    private bool Run(TextRunDefinition run, MarkupBuilder builder, DataPlace place)
    {
        var style = items.Style(run.Style, place);
        var (value, error) = Evaluator.Evaluate(run.Value, place);
        var rendered = error is null
            ? new RenderedRun(Formatted(value, style), style, null) { Value = value }
            : new RenderedRun("#Error", style, error);
        rendered = rendered with
        {
            ToolTip = Evaluator.Text(run.ToolTip, place),
            Link = items.Link(run.Action, place),
        };
        if (error is null && Evaluator.Text(run.Markup, place) is "HTML")
        {
            HtmlMarkup.Write(rendered, builder);
            return false;
        }

        builder.Add(rendered);
        return ValueComparer.IsNumber(value) || value is DateTime;
    }

    private double Size(RdlExpression? size, DataPlace place) => RdlSize.TryParse(Evaluator.Text(size, place)) ?? 0;

    private string Formatted(object? value, RenderedStyle style)
    {
        var culture = Language(style);
        try
        {
            return Evaluator.Format(value, style[StyleProperty.Format], culture);
        }
        catch (FormatException)
        {
            return Evaluator.Format(value, null, culture); // a format that does not fit the value leaves the value as it is
        }
    }

    private static CultureInfo? Language(RenderedStyle style)
    {
        try
        {
            return style[StyleProperty.Language] is { Length: > 0 } name ? CultureInfo.GetCultureInfo(name, true) : null;
        }
        catch (CultureNotFoundException)
        {
            return null; // as a server does with a language it does not know
        }
    }
}
