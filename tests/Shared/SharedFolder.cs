// Reference material that lies beside a checkout in a folder named shared and is not part of the repository.
namespace AxMonitor.Tests.Shared;

/// <summary>Locates shared/NAME beside the checkout, or beside any folder above it.</summary>
public static class SharedFolder
{
    /// <summary>Full path; null where there is none.</summary>
    public static string? Find(string name)
    {
        for (var folder = new DirectoryInfo(RepositoryRoot.Path); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", name);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
