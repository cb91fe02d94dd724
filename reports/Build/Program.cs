// Command line of the report build: writes the RDL file of every definition, or only says which files are not
// as defined.

using AxMonitor.Reports;

if (args is ["--help" or "-h"] || args is not ([] or ["--check"]))
{
    Console.WriteLine(
        """
        Usage: dotnet run --project reports/Build [-- --check]
        Writes reports/<Name>.rdl from each definition in reports/Build/Definitions.
        --check writes nothing, lists the files that differ from their definitions, and ends with 1 if there is one.
        """
    );
    return args is ["--help" or "-h"] ? 0 : 1;
}

try
{
    var files = new ReportFiles(ReportFiles.FindFolder());
    var differences = files.Differences();
    foreach (var difference in differences)
    {
        Console.WriteLine(difference);
    }

    if (args is ["--check"])
    {
        return differences.Count == 0 ? 0 : 1;
    }

    files.Write();
    Console.WriteLine($"{ReportCatalog.All.Count} report(s) in {files.Folder}, {differences.Count} changed.");
    return 0;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ReportDefinitionException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
