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
        foreach (var (name, text) in Wanted())
        {
            var path = Path.Combine(Folder, name);
            if (!File.Exists(path))
            {
                differences.Add($"{name} is missing.");
            }
            else if (File.ReadAllText(path, Encoding) != text)
            {
                differences.Add($"{name} is not as its definition says.");
            }
        }

        differences.AddRange(Orphans().Select(file => $"{Path.GetFileName(file)} has no definition."));
        return differences;
    }

    /// <summary>Brings all files to what the definitions say.</summary>
    public void Write()
    {
        // Everything is computed before anything is written: a wrong definition leaves the files alone.
        foreach (var (name, text) in Wanted())
        {
            File.WriteAllText(Path.Combine(Folder, name), text, Encoding);
        }

        foreach (var orphan in Orphans())
        {
            File.Delete(orphan);
        }
    }

    /// <summary>
    /// Reports, shared datasets, for how many minutes each of these is kept, and what is read ahead, which no
    /// file of a dataset says.
    /// </summary>
    private static List<(string Name, string Text)> Wanted() =>
        [
            .. ReportCatalog.All.Select(report => (report.Name + ".rdl", RdlWriter.Write(report))),
            .. ReportCatalog.SharedDataSets.Select(data => (data.ItemName + ".rsd", RsdWriter.Write(data))),
            (RsdWriter.KeepFile, RsdWriter.WriteKeep(ReportCatalog.SharedDataSets)),
            (RefreshPlanWriter.File, RefreshPlanWriter.Write(ReportCatalog.All)),
        ];

    private IEnumerable<string> Orphans()
    {
        var wanted = Wanted().Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        return new[] { "*.rdl", "*.rsd" }
            .SelectMany(pattern => Directory.EnumerateFiles(Folder, pattern))
            .Where(file => !wanted.Contains(Path.GetFileName(file)))
            .Order(StringComparer.Ordinal);
    }
}
