// The form above a report: one field per visible parameter, of the kind its type asks for. A plain GET form,
// so that every view has an address.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class ParameterForm
{
    public static void Write(HtmlWriter html, RenderedReport report)
    {
        Write(html, report.Name, [.. report.Parameters.Select(p => new Entry(p.Definition, p.Value, p.Choices, p.IsDefault))]);
    }

    /// <summary>The form when no value is known yet, as after a bad one.</summary>
    public static void WriteEmpty(HtmlWriter html, ReportDefinition report) =>
        Write(html, report.Name, [.. report.Parameters.Select(p => new Entry(p, null, null, true))]);

    private static void Write(HtmlWriter html, string report, IReadOnlyList<Entry> entries)
    {
        var visible = entries.Where(e => !e.Definition.Hidden && e.Definition.Prompt is not null).ToList();
        if (visible.Count == 0)
        {
            return;
        }

        html.Open(
            "form",
            ("class", "parameters"),
            ("method", "get"),
            ("action", PortalLinks.Report(report, [])),
            ("aria-label", "Parameters of the report")
        );
        foreach (var entry in visible)
        {
            html.Open("label").Element("span", entry.Definition.Prompt);
            Field(html, entry);
            html.Close("label");
        }

        foreach (var entry in entries.Where(e => e.Definition.Hidden && !e.IsDefault && e.Value is not null))
        {
            foreach (var value in entry.Value as object?[] ?? [entry.Value])
            {
                html.Open(
                    "input",
                    ("type", "hidden"),
                    ("name", entry.Definition.Name),
                    ("value", ParameterValues.ToText(value))
                );
            }
        }

        html.Element("button", "Show", ("type", "submit"));
        if (visible.Exists(e => !e.IsDefault && e.Definition.HasDefault))
        {
            html.Element(
                "a",
                "Defaults",
                (
                    "href",
                    PortalLinks.Report(
                        report,
                        entries
                            .Where(e => !e.Definition.HasDefault && e.Value is not null)
                            .Select(e => KeyValuePair.Create(e.Definition.Name, e.Value))
                    )
                ),
                ("class", "quiet")
            );
        }

        html.Close("form").Line();
    }

    private static void Field(HtmlWriter html, Entry entry)
    {
        var name = entry.Definition.Name;
        if (entry.Definition.IsMultiValue)
        {
            Several(html, entry);
            return;
        }

        var text = ParameterValues.ToText(entry.Value);
        if (entry.Choices is { } choices)
        {
            html.Open("select", ("name", name));
            foreach (var choice in choices)
            {
                var value = ParameterValues.ToText(choice.Value) ?? "";
                html.Element(
                    "option",
                    choice.Label,
                    ("value", value.Length == 0 ? " " : value),
                    ("selected", string.Equals(value, text ?? "", StringComparison.Ordinal) ? "" : null)
                );
            }

            html.Close("select");
            return;
        }

        var required = entry.Definition is { Nullable: false, HasDefault: false } ? "" : null;
        switch (entry.Definition.Type)
        {
            case ParameterType.Boolean:
                html.Open("select", ("name", name));
                foreach (var option in entry.Definition.Nullable ? new[] { "", "true", "false" } : ["true", "false"])
                {
                    html.Element(
                        "option",
                        option.Length == 0 ? "(none)" : option,
                        ("value", option),
                        ("selected", string.Equals(option, text ?? "", StringComparison.Ordinal) ? "" : null)
                    );
                }

                html.Close("select");
                break;
            case ParameterType.DateTime:
                var local = entry.Value is DateTime time
                    ? time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)
                    : "";
                html.Open(
                    "input",
                    ("type", "datetime-local"),
                    ("step", "1"),
                    ("name", name),
                    ("value", local),
                    ("required", required)
                );
                break;
            case ParameterType.Integer:
                html.Open(
                    "input",
                    ("type", "number"),
                    ("step", "1"),
                    ("name", name),
                    ("value", text ?? ""),
                    ("required", required)
                );
                break;
            case ParameterType.Float:
                html.Open(
                    "input",
                    ("type", "number"),
                    ("step", "any"),
                    ("name", name),
                    ("value", text ?? ""),
                    ("required", required)
                );
                break;
            default:
                html.Open("input", ("type", "text"), ("name", name), ("value", text ?? ""), ("required", required));
                break;
        }
    }

    /// <summary>A list in which several can be chosen, or a box with a value a line.</summary>
    private static void Several(HtmlWriter html, Entry entry)
    {
        var chosen = (entry.Value as object?[] ?? []).Select(v => ParameterValues.ToText(v) ?? "").ToList();
        if (entry.Choices is not { } choices)
        {
            html.Element("textarea", string.Join('\n', chosen), ("name", entry.Definition.Name), ("rows", "3"));
            return;
        }

        html.Open(
            "select",
            ("name", entry.Definition.Name),
            ("multiple", ""),
            ("size", Math.Clamp(choices.Count, 2, 5).ToString(CultureInfo.InvariantCulture))
        );
        foreach (var choice in choices)
        {
            var value = ParameterValues.ToText(choice.Value) ?? "";
            html.Element(
                "option",
                choice.Label,
                ("value", value),
                ("selected", chosen.Contains(value, StringComparer.Ordinal) ? "" : null)
            );
        }

        html.Close("select");
    }

    private sealed record Entry(
        ParameterDefinition Definition,
        object? Value,
        IReadOnlyList<ParameterChoice>? Choices,
        bool IsDefault
    );
}
