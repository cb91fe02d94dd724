// Everything that makes or upgrades a repository, compiled from database/ into one file: so that a server
// needs neither the sources nor DacFx.

using System.Text.Encodings.Web;
using System.Text.Json;

namespace AxMonitor.Database.Deploy;

/// <summary>The scripts of one version in the order in which they are applied.</summary>
/// <param name="Version">Version of AxMonitor; a database that a later one has deployed to is
/// refused.</param>
/// <param name="Scripts">Schemas, roles and partitions; migrations; types and tables; modules; seeds;
/// permissions.</param>
public sealed record DeploymentPackage(Version Version, IReadOnlyList<DeploymentScript> Scripts)
{
    // Readable as it stands: nobody puts this text into a web page.
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Where the package lies beside the program.</summary>
    public static string DefaultFile => Path.Combine(AppContext.BaseDirectory, "database", "AxMonitor.scripts.json");

    /// <summary>The names of the migrations.</summary>
    public IEnumerable<string> Migrations => Scripts.Where(script => script.IsMigration).Select(script => script.Name);

    /// <summary>Number of the newest migration, "000" without any.</summary>
    public string NewestMigration => Migrations.Select(NumberOf).Append("000").Max(StringComparer.Ordinal)!;

    /// <summary>The three digits that a migration's name begins with.</summary>
    internal static string NumberOf(string migration) => migration.Substring(DeploymentScript.MigrationFolder.Length, 3);

    /// <summary>Reads a package.</summary>
    /// <exception cref="DeploymentException">The file is missing or is no package.</exception>
    public static DeploymentPackage Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new DeploymentException($"'{file}' is missing: it holds the scripts of the repository. Restore it from the release.");
        }

        using var stream = File.OpenRead(file);
        try
        {
            return JsonSerializer.Deserialize<DeploymentPackage>(stream, Format)
                ?? throw new DeploymentException($"'{file}' is empty. Restore it from the release.");
        }
        catch (JsonException exception)
        {
            throw new DeploymentException($"'{file}' holds no scripts: {exception.Message} Restore it from the release.", exception);
        }
    }

    /// <summary>Writes the package.</summary>
    public void Write(string file)
    {
        using var stream = File.Create(file);
        JsonSerializer.Serialize(stream, this, Format);
    }

    /// <summary>The script of that name.</summary>
    /// <exception cref="DeploymentException">There is none.</exception>
    internal DeploymentScript Required(string name) =>
        Scripts.FirstOrDefault(script => string.Equals(script.Name, name, StringComparison.Ordinal))
        ?? throw new DeploymentException($"The package lacks {name}, without which nothing can be noted. Build it from database/ again.");
}
