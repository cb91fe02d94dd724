// Where the files of the repository are, seen from a test's output folder.
namespace AxMonitor.Tests.Shared;

/// <summary>The folder that holds the solution.</summary>
public static class RepositoryRoot
{
    /// <summary>Full path.</summary>
    public static string Path { get; } = Find();

    /// <summary>Full path of a file or folder in it.</summary>
    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Directory.Packages.props")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"'{AppContext.BaseDirectory}' is not inside a clone of the repository.");
    }
}
