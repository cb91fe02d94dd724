// Links between pages. Every link carries the shared parameters, so that a reader keeps instance and period
// wherever he goes.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal static class Drillthrough
{
    /// <summary>A link from a place in the data.</summary>
    public static XElement Write(Link link, Scope scope)
    {
        var name = link.Optional ? $"=IIf({Vb.IsEmpty(Key(link.Keys[0], scope))}, Nothing, {Vb.Literal(link.Page)})" : link.Page;
        var keys = link.Keys.Select(key => (key, Typed(key, Key(key, scope)), IsOptional: false));
        var refresh = link.RefreshSeconds is { } seconds
            ? [("RefreshSeconds", FormattableString.Invariant($"{seconds}"), false)]
            : Array.Empty<(string, string, bool)>();
        return Action(name, [.. keys, .. refresh, .. Shared(Parameter.Shared("").Select(p => p.Name))]);
    }

    /// <summary>A link to a list, with nothing but the shared parameters.</summary>
    public static XElement ToList(string page) => Action(page, [.. Shared(Parameter.Shared("").Select(p => p.Name))]);

    /// <summary>The same page for another period.</summary>
    public static XElement ToWindow(string page, string window) =>
        Action(page, [.. Shared(["InstanceId"]), ("Window", window, false)]);

    private static IEnumerable<(string Name, string Value, bool IsOptional)> Shared(IEnumerable<string> names) =>
        names.Select(name => (name, $"=Parameters!{name}.Value", name != "Window"));

    private static string Key(string key, Scope scope) => scope.Has(key) ? scope.Field(key) : scope.Parameter(key);

    /// <summary>Numbers of rows are 64 bits wide, parameters 32.</summary>
    private static string Typed(string key, string value) =>
        key.EndsWith("Id", StringComparison.Ordinal) && !value.StartsWith("Parameters", StringComparison.Ordinal)
            ? $"=CInt({value})"
            : $"={value}";

    private static XElement Action(string reportName, IEnumerable<(string Name, string Value, bool IsOptional)> parameters) =>
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
                                        p.IsOptional ? E("Omit", $"=IsNothing(Parameters!{p.Name}.Value)") : null
                                    )
                                )
                        )
                    )
                )
            )
        );
}
