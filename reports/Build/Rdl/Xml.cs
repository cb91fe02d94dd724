// Names and lexical forms of RDL 2016/01, and the elements that all writers share.

using System.Globalization;
using System.Xml.Linq;

namespace AxMonitor.Reports.Rdl;

internal static class Xml
{
    public static readonly XNamespace Rdl = "http://schemas.microsoft.com/sqlserver/reporting/2016/01/reportdefinition";
    public static readonly XNamespace Designer = "http://schemas.microsoft.com/SQLServer/reporting/reportdesigner";
    public static readonly XNamespace DefaultFont = Rdl.NamespaceName + "/defaultfontfamily";
    public static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    public static XElement E(string name, params object?[] content) => new(Rdl + name, content);

    public static XAttribute Name(string name) => new("Name", name);

    public static string In(double inches) => Math.Round(inches, 3).ToString(CultureInfo.InvariantCulture) + "in";

    public static string Pt(double points) => points.ToString(CultureInfo.InvariantCulture) + "pt";

    /// <summary>A border: one side, or all when no side is named.</summary>
    public static XElement Border(string side, string? colour, string style = "Solid", double? width = null) =>
        E(
            side + "Border",
            colour is null ? null : E("Color", colour),
            E("Style", style),
            width is null ? null : E("Width", Pt(width.Value))
        );

    public static XElement CustomProperties(string name, string value) =>
        E("CustomProperties", E("CustomProperty", E("Name", name), E("Value", value)));

    public static XElement Hidden(string condition, string? toggle = null) =>
        E("Visibility", E("Hidden", condition), toggle is null ? null : E("ToggleItem", toggle));
}

/// <summary>Where an item stands on its page, in inches.</summary>
internal sealed record Box(double Top, double Left, double Height, double Width)
{
    public object[] Elements() =>
        [Xml.E("Top", Xml.In(Top)), Xml.E("Left", Xml.In(Left)), Xml.E("Height", Xml.In(Height)), Xml.E("Width", Xml.In(Width))];
}
