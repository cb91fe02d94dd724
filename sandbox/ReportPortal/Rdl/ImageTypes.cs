// The kinds of picture that a report may show, by the names that files give them.

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal static class ImageTypes
{
    public const string Expected = "image/bmp, image/jpeg, image/gif, image/png or image/x-png is expected";

    public static bool IsKnown(string? type) =>
        type?.ToLowerInvariant() is "image/bmp" or "image/jpeg" or "image/gif" or "image/png" or "image/x-png";
}
