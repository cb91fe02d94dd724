// Links between pages. Every link carries the shared parameters, so that a reader keeps instance and period
// wherever he goes.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal static class Drillthrough
{
    private static readonly string[] Block = [.. Parameter.Shared("").Select(p => p.Name)];

    /// <summary>
    /// A link from a place in the data. A key is a field or parameter; "Target=Field" where the target's
    /// parameter is called otherwise, "Target:text" for a fixed value. The page may be "=Field", whose value
    /// is its name.
    /// </summary>
    public static XElement Write(Link link, Scope scope)
    {
        var keys = link.Keys.Select(key => Passed(key, scope)).ToList();
        if (link.RefreshSeconds is { } seconds)
        {
            keys.Add(("RefreshSeconds", FormattableString.Invariant($"{seconds}"), null));
        }

        var isField = link.Page.StartsWith('=');
        var known = isField ? ReportCatalog.Common : ReportCatalog.ParametersOf(link.Page);
        var unknown = keys.Find(key => !known.Contains(key.Name));
        if (unknown.Name is not null)
        {
            throw new ReportDefinitionException($"{scope.Place}: {link.Page} has no parameter {unknown.Name}.");
        }

        var source = link.Keys.Length > 0 ? link.Keys[0].Split('=')[^1] : "";
        var name =
            isField ? "=" + scope.Field(link.Page[1..])
            : link.Optional ? $"=IIf({Vb.IsEmpty(Key(source, scope))}, Nothing, {Vb.Literal(link.Page)})"
            : link.Page;
        return Action(name, [.. keys, .. Shared(Block.Except(keys.Select(k => k.Name)))]);
    }

    /// <summary>The link, if its page is there.</summary>
    public static Link? Live(Link? link) =>
        link is null || link.Page.StartsWith('=') || ReportCatalog.Has(link.Page) ? link : null;

    /// <summary>A link to a list, with nothing but the shared parameters.</summary>
    public static XElement ToList(string page) => Action(page, [.. Shared(Block)]);

    /// <summary>Out of the reports; a row without the address has no link.</summary>
    public static XElement ToAddress(string field, Scope scope) =>
        E("ActionInfo", E("Actions", E("Action", E("Hyperlink", "=" + scope.Field(field)))));

    /// <summary>The same page for another period, with all it was asked by.</summary>
    public static XElement ToWindow(Report page, string window) =>
        Action(
            page.Name,
            [
                .. Shared(Block.Concat(page.Parameters.Select(p => p.Name)).Distinct().Except(["FromAt", "ToAt", "Window"])),
                ("Window", window, null),
            ]
        );

    /// <summary>What is as every page has it by itself is left out, so that addresses stay short.</summary>
    private static IEnumerable<(string Name, string Value, string? Omit)> Shared(IEnumerable<string> names) =>
        names.Select(name =>
        {
            var value = $"Parameters!{name}.Value";
            var omit = name switch
            {
                "Window" or "TimeZone" => null,
                "Level" or "State" or "Severity" => $"={value} = \"all\"",
                "Search" or "AosName" or "Company" or "GroupId" or "AxUser" or "ObjectName" or "RuleName" => $"={value} = \"\"",
                "MinMs" => $"={value} = 0",
                "TopN" => $"={value} = 25",
                _ => $"=IsNothing({value})",
            };
            return (name, "=" + value, omit);
        });

    private static (string Name, string Value, string? Omit) Passed(string key, Scope scope)
    {
        if (key.Split(':', 2) is [var fixedName, var text])
        {
            return (fixedName, text, null);
        }

        var parts = key.Split('=', 2);
        return (parts[0], Typed(parts[^1], Key(parts[^1], scope)), null);
    }

    private static string Key(string key, Scope scope) => scope.Has(key) ? scope.Field(key) : scope.Parameter(key);

    /// <summary>Numbers of rows are 64 bits wide, parameters 32. AX calls batch groups by a text.</summary>
    private static string Typed(string key, string value) =>
        (key == "ClassNumber" || (key.EndsWith("Id", StringComparison.Ordinal) && key != "GroupId"))
        && !value.StartsWith("Parameters", StringComparison.Ordinal)
            ? $"=IIf(IsNothing({value}), Nothing, CInt({value}))"
            : $"={value}";

    private static XElement Action(string reportName, IEnumerable<(string Name, string Value, string? Omit)> parameters) =>
        E(
            "ActionInfo",
            E(
                "Actions",
                E(
                    "Action",
                    E(
                        "Drillthrough",
                        E("ReportName", reportName),
                        E(
                            "Parameters",
                            parameters
                                .OrderBy(p => p.Name, StringComparer.Ordinal)
                                .Select(p =>
                                    E(
                                        "Parameter",
                                        Xml.Name(p.Name),
                                        E("Value", p.Value),
                                        p.Omit is { } omit ? E("Omit", omit) : null
                                    )
                                )
                        )
                    )
                )
            )
        );
}
