// Command line of the database build: compiles the project into dacpac and scripts, or checks the layout of
// the repository's T-SQL files.

using AxMonitor.Database.Build;
using AxMonitor.Database.Deploy;

if (args is ["--help" or "-h"] || args.Length is 0 or > 3)
{
    Console.WriteLine(
        """
        Usage: AxMonitor.Database.Build <database folder> [<output folder>]
               AxMonitor.Database.Build scripts <database folder> <file>
               AxMonitor.Database.Build release <database folder> <folder of kept releases>
               AxMonitor.Database.Build layout [<repository root>]
        Compiles every file for SQL Server 2016 (errors and warnings are printed with file and line; there must be none)
        and writes AxMonitor.dacpac and AxMonitor.sql, which is run by hand, into the output folder (default: <database
        folder>/bin).
        scripts: writes only the file of scripts that axmonitor deploy database reads.
        release: keeps the script of the present version, for the tests of later ones; see CONTRIBUTING.md.
        layout: checks all T-SQL files of the repository (default: the current folder) for the length of lines, tabs, trailing
        blanks and long column lists; prints path:line: message and ends with 1 when there is any.
        """
    );
    return args.Length is 0 or > 3 ? 1 : 0;
}

if (args[0] == "layout")
{
    return CheckLayout(args.Length == 2 ? args[1] : ".");
}

if (args is ["scripts" or "release", var folder, var target])
{
    try
    {
        var compiled = DatabaseBuilder.Compile(Path.GetFullPath(folder));
        if (args[0] == "scripts")
        {
            compiled.Write(Path.GetFullPath(target));
        }
        else
        {
            Console.WriteLine(KeptRelease.Write(compiled, Path.GetFullPath(target)));
        }

        return 0;
    }
    catch (Exception exception) when (exception is IOException or DatabaseBuildException)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }
}

var source = Path.GetFullPath(args[0]);
var output = args.Length == 2 ? Path.GetFullPath(args[1]) : Path.Combine(source, "bin");
Directory.CreateDirectory(output);
try
{
    var package = Path.Combine(output, "AxMonitor.dacpac");
    var messages = DatabaseBuilder.WritePackage(source, package);
    foreach (var message in messages)
    {
        Console.Error.WriteLine(message);
    }

    if (messages.Count > 0)
    {
        Console.Error.WriteLine($"{messages.Count} finding(s); nothing was written.");
        return 1;
    }

    var script = Path.Combine(output, "AxMonitor.sql");
    // With a byte order mark: without one sqlcmd reads the file in the machine's own code page, and texts
    // such as ' · ' are damaged.
    await File.WriteAllTextAsync(
            script,
            HandScript.Write(DatabaseBuilder.Compile(source)),
            new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true)
        )
        .ConfigureAwait(false);
    Console.WriteLine($"{package}\n{script}");
    return 0;
}
catch (Exception exception) when (exception is IOException or DatabaseBuildException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static int CheckLayout(string root)
{
    try
    {
        var messages = SqlLayout.Check(Path.GetFullPath(root));
        foreach (var message in messages)
        {
            Console.Error.WriteLine(message);
        }

        return messages.Count > 0 ? 1 : 0;
    }
    catch (IOException exception)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }
}
