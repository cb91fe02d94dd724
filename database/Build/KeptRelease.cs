// The script of a release is kept beside the tests when it is released: each later version must upgrade a
// database that it made.

using System.Globalization;
using AxMonitor.Database.Deploy;

namespace AxMonitor.Database.Build;

/// <summary>Keeps the script that makes a release's database.</summary>
public static class KeptRelease
{
    /// <summary>Name of the script in the folder of its version.</summary>
    public const string ScriptName = "create.sql";

    /// <summary>Writes the package's script, to be run by hand, to
    /// <c>folder/version/create.sql</c>.</summary>
    /// <returns>The path of the file.</returns>
    /// <exception cref="IOException">That version is kept already: what was released does not
    /// change.</exception>
    public static string Write(DeploymentPackage package, string folder)
    {
        var version = package.Version.ToString(3);
        var path = Path.Combine(folder, version, ScriptName);
        if (File.Exists(path))
        {
            throw new IOException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} exists: release {version} is kept already. Raise Version in Directory.Build.props."
                )
            );
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, HandScript.Write(package));
        return path;
    }
}
