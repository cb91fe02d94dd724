// What all binders of one statement share: frame slots and cache numbers given out.
namespace AxMonitor.Engine.Binding;

/// <summary>Counts what a running statement's frame must hold.</summary>
internal sealed class BindContext
{
    /// <summary>Row slots in the frame.</summary>
    public int SlotCount { get; private set; }

    /// <summary>Nesting of views and inline functions, to stop endless recursion.</summary>
    public int ModuleDepth { get; set; }

    public int NewSlot() => SlotCount++;
}
