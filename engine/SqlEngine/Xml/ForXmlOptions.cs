// What a FOR XML clause asks for.

namespace AxMonitor.Engine.Xml;

/// <summary>FOR XML RAW('row') or PATH('row'), with ROOT('…'), ELEMENTS [XSINIL], TYPE, BINARY
/// BASE64.</summary>
/// <param name="Mode">RAW or PATH.</param>
/// <param name="RowName">Element name of a row; null when not given ("row"), empty for none.</param>
/// <param name="Root">Name of the root element, or null for none.</param>
/// <param name="Elements">ELEMENTS: columns of RAW become elements.</param>
/// <param name="XsiNil">ELEMENTS XSINIL: NULLs become xsi:nil elements.</param>
/// <param name="Type">TYPE: the result is of type xml.</param>
public sealed record ForXmlOptions(ForXmlMode Mode, string? RowName, string? Root, bool Elements, bool XsiNil, bool Type);

/// <summary>FOR XML RAW or PATH.</summary>
public enum ForXmlMode
{
    Raw,
    Path,
}
