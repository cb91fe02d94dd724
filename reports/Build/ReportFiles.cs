// The RDL files beside the definitions: compares them, writes those that differ, removes those without a
// definition.

using System.Text;
using AxMonitor.Reports.Rdl;

namespace AxMonitor.Reports;

/// <summary>The files of one folder, as the definitions want them.</summary>
public sealed class ReportFiles(string folder)
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    public string Folder { get; } = folder;

    /// <summary>
    /// The folder <c>reports</c> above this program or, for a copy of it elsewhere, above the working
    /// directory.
    /// </summary>
    public static string FindFolder()
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
        {
            for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
            {
                foreach (var candidate in new[] { at.FullName, Path.Combine(at.FullName, "reports") })
                {
                    if (File.Exists(Path.Combine(candidate, "AxMonitor.rds")))
                    {
                        return candidate;
                    }
                }
            }
        }

        throw new DirectoryNotFoundException(
            "No folder above this program or the working directory holds reports/AxMonitor.rds."
        );
    }

    /// <summary>One line per file that is missing, differs from its definition, or has none.</summary>
    public IReadOnlyList<string> Differences()
    {
        var differences = new List<string>();
        foreach (var report in ReportCatalog.All)
        {
            var path = PathOf(report.Name);
            if (!File.Exists(path))
            {
                differences.Add($"{report.Name}.rdl is missing.");
            }
            else if (File.ReadAllText(path, Encoding) != RdlWriter.Write(report))
            {
                differences.Add($"{report.Name}.rdl is not as its definition says.");
            }
        }

        differences.AddRange(Orphans().Select(file => $"{Path.GetFileName(file)} has no definition."));
        return differences;
    }

    /// <summary>Brings all files to what the definitions say.</summary>
    public void Write()
    {
        // Everything is computed before anything is written: a wrong definition leaves the files alone.
        var texts = ReportCatalog.All.Select(report => (Path: PathOf(report.Name), Text: RdlWriter.Write(report))).ToList();
        foreach (var (path, text) in texts)
        {
            File.WriteAllText(path, text, Encoding);
        }

        foreach (var orphan in Orphans())
        {
            File.Delete(orphan);
        }
    }

    private string PathOf(string name) => Path.Combine(Folder, name + ".rdl");

    private IEnumerable<string> Orphans() =>
        Directory
            .EnumerateFiles(Folder, "*.rdl")
            .Where(file => !ReportCatalog.All.Any(report => report.Name == Path.GetFileNameWithoutExtension(file)))
            .Order(StringComparer.Ordinal);
}
