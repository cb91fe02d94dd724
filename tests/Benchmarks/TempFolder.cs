// A folder for what a run writes and nobody needs afterwards.
namespace AxMonitor.Benchmarks;

/// <summary>Exists until disposed.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("axmonitor-bench-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
