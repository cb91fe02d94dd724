// Which text box, in which group instance, opens and closes rows. Rows look upward from their own instance
// for the nearest one.

namespace AxMonitor.Sandbox.ReportPortal.Processing;

/// <param name="prefix">Begins the ids of the toggles.</param>
/// <param name="textboxes">Those that open something.</param>
/// <param name="outside">Of these, those that stand in no data region: there is one of each.</param>
internal sealed class ToggleRegistry(string prefix, IEnumerable<string> textboxes, IEnumerable<string>? outside = null)
{
    private readonly HashSet<string> _textboxes = new(textboxes, StringComparer.Ordinal);
    private readonly Dictionary<(string Textbox, DataScope? Scope), RenderedToggle> _known = [];
    private readonly HashSet<string> _outside = new(outside ?? [], StringComparer.Ordinal);

    /// <summary>The toggle of a text box in a scope, or null when no row refers to it.</summary>
    public RenderedToggle? For(string textbox, DataScope? scope)
    {
        if (!_textboxes.Contains(textbox))
        {
            return null;
        }

        scope = scope is { IsDataSet: true } ? null : scope;
        if (!_known.TryGetValue((textbox, scope), out var toggle))
        {
            toggle = new RenderedToggle(FormattableString.Invariant($"{prefix}-{_known.Count + 1}"));
            _known[(textbox, scope)] = toggle;
        }

        return toggle;
    }

    /// <summary>The toggle that a row in this scope depends on: the text box in the same instance, in the
    /// nearest one around it, or outside all regions, where it may come later.</summary>
    public RenderedToggle? Nearest(string textbox, DataScope? scope)
    {
        for (var at = scope; at is not null; at = at.Parent)
        {
            if (_known.TryGetValue((textbox, at), out var toggle))
            {
                return toggle;
            }
        }

        return _outside.Contains(textbox) ? For(textbox, null) : null;
    }
}
