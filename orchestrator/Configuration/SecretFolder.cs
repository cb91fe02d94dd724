// Secrets as files, one file a secret: the way of containers, of systemd's credentials, and of whoever
// rotates them while the service runs. The environment of a process never changes; a file does.
using System.Text;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>A folder whose files are secrets: file NAME is secret NAME, file Channels__dba__Url the setting
/// Channels:dba:Url. What begins with a dot is left alone.</summary>
internal sealed class SecretFolder(string path) : ConfigurationProvider, IConfigurationSource, IChangingSecrets
{
    private const int LargestFile = 64 * 1024;

    /// <inheritdoc />
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Reads the files.</summary>
    /// <exception cref="ConfigurationException">One cannot be read.</exception>
    public override void Load() => Data = Read();

    /// <summary>Reads them again; true where anything has changed.</summary>
    /// <exception cref="ConfigurationException">One cannot be read; what was known before stays.</exception>
    public bool Refresh()
    {
        var read = Read();
        if (read.Count == Data.Count && read.All(r => Data.TryGetValue(r.Key, out var known) && known == r.Value))
        {
            return false;
        }

        Data = read;
        return true;
    }

    /// <summary>Files that more people can read than should.</summary>
    public static IEnumerable<string> ModeFaults(string path) =>
        Directory.Exists(path) ? Files(path).Select(EnvFile.ModeFault).OfType<string>() : [];

    private static IEnumerable<string> Files(string path) =>
        Directory.EnumerateFiles(path).Where(f => !Path.GetFileName(f).StartsWith('.')).Order(StringComparer.Ordinal);

    private Dictionary<string, string?> Read()
    {
        try
        {
            // By content, not by time: containers put a new folder in the place of the old one behind a link.
            return Files(path).ToDictionary(KeyOf, f => (string?)Value(f), StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Of two files for one key the message would be about keys; the reader knows files.
            throw new ConfigurationException([
                $"{SettingsSources.Section}:{SettingsSources.SecretsFolder} is '{path}', which cannot be read ({e.Message}); "
                    + "it must be a folder of files, one a secret, that the account that runs axmonitor can read, and no other.",
            ]);
        }
    }

    private static string KeyOf(string file)
    {
        var name = Path.GetFileName(file);
        return SettingsSources.Section
            + ":"
            + (
                name.Contains("__", StringComparison.Ordinal)
                    ? name.Replace("__", ":", StringComparison.Ordinal)
                    : "Secrets:" + name
            );
    }

    private static string Value(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length > LargestFile)
        {
            throw new IOException($"{Path.GetFileName(file)} has more than {LargestFile} bytes");
        }

        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().TrimEnd('\r', '\n');
    }
}
