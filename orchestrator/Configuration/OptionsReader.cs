// Turns configuration into OrchestratorOptions: resolves secrets, checks connection strings, and refuses
// passwords in files. Values of secrets and connection strings never appear in its messages.
using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Configuration.Json;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Reads and checks the settings of the service.</summary>
public sealed partial class OptionsReader
{
    private readonly IConfigurationRoot _root;
    private readonly Settings _settings;
    private readonly List<string> _problems = [];

    private OptionsReader(IConfigurationRoot root)
    {
        _root = root;
        _settings = SettingsBinder.Bind(root.GetSection(SettingsSources.Section), _problems);
    }

    /// <summary>Reads the settings; throws <see cref="ConfigurationException"/> with every problem
    /// found.</summary>
    public static OrchestratorOptions Read(IConfigurationRoot root, TimeProvider? time = null)
    {
        var options = ReadOnce(root);
        var places = root.Providers.OfType<IChangingSecrets>().ToList();
        return places.Count == 0
            ? options
            : options with
            {
                Live = new LiveOptions(options, places, () => ReadOnce(root), time ?? TimeProvider.System),
            };
    }

    private static OrchestratorOptions ReadOnce(IConfigurationRoot root)
    {
        var reader = new OptionsReader(root);
        var options = reader.Build();
        return reader._problems.Count == 0 ? options : throw new ConfigurationException(reader._problems);
    }

    private OrchestratorOptions Build()
    {
        RefuseSecretsInFiles();
        var defaults = new OrchestratorOptions { RepositoryConnectionString = "" };
        return new OrchestratorOptions
        {
            RepositoryConnectionString = ConnectionString(
                "Repository:ConnectionString",
                _settings.Repository.ConnectionString,
                "Server=sql01;Database=AxMonitor;Integrated Security=true;Encrypt=true"
            ),
            Instances = _settings.Instances.ToDictionary(
                i => i.Key,
                i => ConnectionString("Instances:" + i.Key, i.Value, "Server=axsql01;Integrated Security=true;Encrypt=true"),
                StringComparer.OrdinalIgnoreCase
            ),
            Smtp = Smtp(),
            DatabaseMail = DatabaseMail(),
            Channels = Channels(),
            CollectorsFolder = _settings.CollectorsFolder ?? defaults.CollectorsFolder,
            TemplatesFolder = _settings.TemplatesFolder ?? defaults.TemplatesFolder,
            Owner = _settings.Owner ?? defaults.Owner,
            Intervals = _settings.Intervals,
            Queue = _settings.Queue,
            Observe = Observe(),
            Desk = Desk(),
            Log = _settings.Log,
            SecretsFolder = _settings.SecretsFolder,
            KeyVault = _settings.KeyVault,
            SecretOf = name => _settings.Secrets.GetValueOrDefault(name),
        };
    }

    private string ConnectionString(string key, string? written, string example)
    {
        if (string.IsNullOrWhiteSpace(written))
        {
            Wrong(
                key,
                null,
                $"a connection string such as \"{example}\"; set it in appsettings.json or as {EnvironmentName(key)}"
            );
            return "";
        }

        SqlConnectionStringBuilder builder;
        try
        {
            builder = new SqlConnectionStringBuilder(written);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // Not what the parser says: it quotes the text, which may be a part of a password.
            _problems.Add(
                $"{Full(key)} is not a connection string: key=value pairs separated by ';', a value with ';' or quotes in double quotes. "
                    + $"Right would be \"{example}\", for a login with Password={{secret:NAME}}."
            );
            return "";
        }

        if (builder.DataSource.Length == 0)
        {
            _problems.Add($"{Full(key)} names no server; right would be \"{example}\".");
        }

        if (builder.Password.Length > 0 && !SecretPlaceholder().IsMatch(builder.Password) && IsFromFile(key))
        {
            _problems.Add(
                $"{Full(key)} holds a password in a settings file; write Password={{secret:NAME}} there and give the secret as "
                    + $"{EnvironmentName("Secrets:NAME")}, or set the whole key in the environment."
            );
        }

        // Value by value: whatever a secret holds, it is that value and nothing else of the connection.
        foreach (
            var (name, text) in builder
                .Keys.Cast<string>()
                .Where(builder.ShouldSerialize)
                .Select(name => (name, text: builder[name] as string))
                .Where(part => part.text is not null && SecretPlaceholder().IsMatch(part.text))
                .ToList()
        )
        {
            builder[name] = SecretPlaceholder().Replace(text!, m => Secret(m.Groups["name"].Value, key) ?? "");
        }

        return builder.ConnectionString;
    }

    /// <summary>The value of a secret, which may come from the environment, an .env file or user secrets, not
    /// from a settings file.</summary>
    private string? Secret(string name, string neededBy)
    {
        var key = "Secrets:" + name;
        if (_settings.Secrets.GetValueOrDefault(name) is not { Length: > 0 } value)
        {
            _problems.Add($"{Full(neededBy)} needs the secret '{name}', which is not set; set {EnvironmentName(key)}, write it into file {name} of SecretsFolder, or keep it in KeyVault.");
            return null;
        }

        return value;
    }

    /// <summary>A secret in a settings file is refused whether it is used or not, and even where another
    /// source wins: who reads the file has it.</summary>
    private void RefuseSecretsInFiles() => RefuseInFiles(_settings.Secrets.Keys.Select(name => "Secrets:" + name));

    private void RefuseInFiles(IEnumerable<string> keys)
    {
        foreach (
            var key in keys.Where(key =>
                _root.Providers.Any(provider => IsSettingsFile(provider) && provider.TryGet(Full(key), out _))
            )
        )
        {
            _problems.Add(
                $"{Full(key)} stands in a settings file; secrets come from the environment only: set {EnvironmentName(key)}."
            );
        }
    }

    private bool IsFromFile(string key) =>
        _root.Providers.LastOrDefault(p => p.TryGet(Full(key), out _)) is { } winner && IsSettingsFile(winner);

    private static bool IsSettingsFile(IConfigurationProvider provider) =>
        provider is JsonConfigurationProvider json
        && Path.GetFileName(json.Source.Path ?? "").StartsWith("appsettings", StringComparison.OrdinalIgnoreCase);

    private void Wrong(string key, string? value, string right) =>
        _problems.Add(
            string.IsNullOrEmpty(value)
                ? $"{Full(key)} is missing; it must be {right}."
                : $"{Full(key)} is '{value}'; it must be {right}."
        );

    private static string Full(string key) => $"{SettingsSources.Section}:{key}";

    private static string EnvironmentName(string key) => "AXMONITOR__" + key.Replace(":", "__", StringComparison.Ordinal);

    private static string FirstSentence(string text) => text.Split('\n', '.')[0].Trim();

    [GeneratedRegex(@"\{secret:(?<name>[A-Za-z0-9_]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretPlaceholder();
}
