// The colours of wait categories: by name, so that a category has the same colour on every page and in every
// order.

namespace AxMonitor.Reports.Definitions;

internal static class Categories
{
    public static (string Value, string Colour)[] Waits { get; } =
        [
            ("lock", Palette.Lock),
            ("page io", Palette.PageIo),
            ("log", Palette.Log),
            ("latch", Palette.Latch),
            ("page latch", Palette.Latch),
            ("memory", Palette.Memory),
            ("network", Palette.Network),
        ];
}
