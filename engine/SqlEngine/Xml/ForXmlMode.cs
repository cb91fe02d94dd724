// The modes of FOR XML that the engine knows.
namespace AxMonitor.Engine.Xml;

/// <summary>FOR XML RAW or PATH.</summary>
public enum ForXmlMode
{
    Raw,
    Path,
}
