// Finds reference material that lies beside a checkout in a folder named shared and is not part of the
// repository.
using AxMonitor.Tests.Shared;

namespace AxMonitor.EndToEnd.Tests;

/// <summary>Locates shared/NAME above the test assembly.</summary>
internal static class SharedFiles
{
    /// <summary>Full path; the test is skipped when there is none.</summary>
    public static string Find(string name)
    {
        if (SharedFolder.Find(name) is { } found)
        {
            return found;
        }

        Assert.Ignore($"There is no folder shared/{name} beside this checkout.");
        return "";
    }
}
