// Finds reference material that lies beside a checkout in a folder named shared and is not part of the
// repository.
namespace AxMonitor.EndToEnd.Tests;

/// <summary>Locates shared/NAME above the test assembly.</summary>
internal static class SharedFiles
{
    /// <summary>Full path; the test is skipped when there is none.</summary>
    public static string Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", name);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        Assert.Ignore($"There is no folder shared/{name} beside this checkout.");
        return "";
    }
}
