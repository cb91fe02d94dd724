// A view on one XML element of a report that remembers which children were asked for. What nobody asked for
// is a problem with its name and path: an element the portal does not know is never skipped silently.

using System.Xml;
using System.Xml.Linq;

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal sealed class RdlNode
{
    public const string Namespace2016 = "http://schemas.microsoft.com/sqlserver/reporting/2016/01/reportdefinition";
    private readonly XElement _element;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly List<RdlProblem> _problems;
    private readonly List<RdlNode> _children = [];

    public RdlNode(XElement element, string path, List<RdlProblem> problems)
    {
        _element = element;
        Path = path;
        _problems = problems;
    }

    public string Path { get; }

    public string ElementName => _element.Name.LocalName;

    public string Text => _element.Value;

    public bool IsNil =>
        string.Equals(
            _element.Attribute(XName.Get("nil", "http://www.w3.org/2001/XMLSchema-instance"))?.Value,
            "true",
            StringComparison.Ordinal
        );

    /// <summary>Where it stands in the file: the path, and the line.</summary>
    public string Place => Path + Line;

    private bool _isSkipped;

    private string Line => _element is IXmlLineInfo info && info.HasLineInfo() ? $" (line {info.LineNumber})" : "";

    public string Name()
    {
        var name = _element.Attribute("Name")?.Value;
        if (string.IsNullOrEmpty(name))
        {
            Problem("has no Name attribute");
        }

        return name ?? "";
    }

    public string? Attribute(string name) => _element.Attribute(name)?.Value;

    public void Problem(string message) => _problems.Add(new RdlProblem(Path + Line, message));

    public RdlNode? Child(string name)
    {
        _asked.Add(name);
        var found = Elements().Where(e => string.Equals(e.Name.LocalName, name, StringComparison.Ordinal)).ToList();
        if (found.Count > 1)
        {
            Problem($"has {found.Count} elements <{name}>; one is allowed");
        }

        return found.Count == 0 ? null : Wrap(found[0]);
    }

    public RdlNode? Required(string name)
    {
        var child = Child(name);
        if (child is null)
        {
            Problem($"lacks the element <{name}>");
        }

        return child;
    }

    /// <summary>The children of a collection element: <c>Many("DataSets", "DataSet")</c>.</summary>
    public IReadOnlyList<RdlNode> Many(string collection, string item)
    {
        var node = Child(collection);
        if (node is null)
        {
            return [];
        }

        var items = node.All(item);
        if (items.Count == 0)
        {
            node.Problem($"is empty; leave it out or give it a <{item}>");
        }

        return items;
    }

    public IReadOnlyList<RdlNode> All(string name)
    {
        _asked.Add(name);
        return Elements().Where(e => string.Equals(e.Name.LocalName, name, StringComparison.Ordinal)).Select(Wrap).ToList();
    }

    /// <summary>All children, whatever their names: for collections of report items.</summary>
    public IReadOnlyList<RdlNode> Everything()
    {
        foreach (var element in Elements())
        {
            _asked.Add(element.Name.LocalName);
        }

        return Elements().Select(Wrap).ToList();
    }

    public string? TextOf(string name) => Child(name)?.Text;

    public bool Flag(string name, bool otherwise = false)
    {
        var text = TextOf(name);
        if (text is null)
        {
            return otherwise;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        Problem($"<{name}> is '{text}'; true or false is expected");
        return otherwise;
    }

    public double Size(string name, double otherwise = 0)
    {
        var text = TextOf(name);
        if (text is null)
        {
            return otherwise;
        }

        if (RdlSize.TryParse(text) is { } points)
        {
            return points;
        }

        Problem($"<{name}> is '{text}'; a size such as 2.5in or 12pt is expected");
        return otherwise;
    }

    /// <summary>Elements that say nothing to a browser (paging, export to XML, designer): known, and of no
    /// effect here.</summary>
    public void WithoutEffect(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _asked.Add(name);
        }
    }

    /// <summary>What is inside needs no word of its own: the element has been refused as a whole.</summary>
    public void Skip() => _isSkipped = true;

    /// <summary>Reports every child that nobody asked for, here and below.</summary>
    public void ReportUnknown()
    {
        if (_isSkipped)
        {
            return;
        }

        foreach (var element in Elements())
        {
            if (!_asked.Contains(element.Name.LocalName))
            {
                var line = element is IXmlLineInfo info && info.HasLineInfo() ? $" (line {info.LineNumber})" : "";
                _problems.Add(
                    new RdlProblem(
                        $"{Path}/{element.Name.LocalName}{line}",
                        $"the element <{element.Name.LocalName}> is not supported by this portal"
                    )
                );
            }
        }

        foreach (var child in _children)
        {
            child.ReportUnknown();
        }
    }

    private IEnumerable<XElement> Elements() =>
        _element
            .Elements()
            .Where(e => string.Equals(e.Name.NamespaceName, _element.Name.NamespaceName, StringComparison.Ordinal));

    private RdlNode Wrap(XElement element)
    {
        var known = _children.Find(c => ReferenceEquals(c._element, element));
        if (known is not null)
        {
            return known;
        }

        var name = element.Attribute("Name")?.Value;
        var child = new RdlNode(element, $"{Path}/{element.Name.LocalName}{(name is null ? "" : $"[{name}]")}", _problems);
        _children.Add(child);
        return child;
    }
}
