// Turns configuration into OrchestratorOptions and says of every wrong, missing or unknown key what would be
// right. Values of secrets and connection strings never appear in its messages.
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Configuration.Json;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Reads and checks the settings of the service.</summary>
public sealed partial class OptionsReader
{
    private static readonly string[] KnownKeys =
    [
        "Repository:ConnectionString",
        "Smtp:Host",
        "Smtp:Port",
        "Smtp:From",
        "Smtp:Security",
        "Smtp:UserName",
        "Smtp:PasswordSecret",
        "Smtp:TokenEndpoint",
        "Smtp:TokenClientId",
        "Smtp:TokenSecret",
        "Smtp:TokenScope",
        "Smtp:TrustedRootFile",
        "Smtp:CheckRevocation",
        "Smtp:TimeoutSeconds",
        "CollectorsFolder",
        "TemplatesFolder",
        "Owner",
        "Intervals:ScheduleRefreshSeconds",
        "Intervals:EvaluateSeconds",
        "Intervals:DeliverSeconds",
        "Intervals:LeaseSeconds",
        "Intervals:NotificationLeaseSeconds",
        "Intervals:RepositoryTimeoutSeconds",
        "Queue:MaxParallel",
        "Queue:MaxParallelPerInstance",
        "Queue:Capacity",
        "Observe:Port",
        "Log:MinimumLevel",
        "Log:Console",
        "Log:Folder",
        "Log:MaxFileMb",
        "Log:MaxFiles",
        "Log:RetainedDays",
    ];

    private readonly IConfigurationRoot _root;
    private readonly IConfigurationSection _settings;
    private readonly List<string> _problems = [];

    private OptionsReader(IConfigurationRoot root)
    {
        _root = root;
        _settings = root.GetSection(SettingsSources.Section);
    }

    /// <summary>Reads the settings; throws <see cref="ConfigurationException"/> with every problem
    /// found.</summary>
    public static OrchestratorOptions Read(IConfigurationRoot root)
    {
        var reader = new OptionsReader(root);
        var options = reader.Build();
        return reader._problems.Count == 0 ? options : throw new ConfigurationException(reader._problems);
    }

    private OrchestratorOptions Build()
    {
        RefuseUnknownKeys();
        var defaults = new OrchestratorOptions { RepositoryConnectionString = "" };
        return new OrchestratorOptions
        {
            RepositoryConnectionString = ConnectionString(
                "Repository:ConnectionString",
                "Server=sql01;Database=AxMonitor;Integrated Security=true;Encrypt=true"
            ),
            Instances = _settings
                .GetSection("Instances")
                .GetChildren()
                .ToDictionary(
                    c => c.Key,
                    c => ConnectionString("Instances:" + c.Key, "Server=axsql01;Integrated Security=true;Encrypt=true"),
                    StringComparer.OrdinalIgnoreCase
                ),
            Smtp = Smtp(),
            CollectorsFolder = _settings["CollectorsFolder"] is { Length: > 0 } collectors
                ? collectors
                : defaults.CollectorsFolder,
            TemplatesFolder = _settings["TemplatesFolder"] is { Length: > 0 } templates ? templates : defaults.TemplatesFolder,
            Owner = _settings["Owner"] is { Length: > 0 } owner ? owner : defaults.Owner,
            ScheduleRefresh = Seconds("Intervals:ScheduleRefreshSeconds", defaults.ScheduleRefresh, 1, 3600),
            EvaluateInterval = Seconds("Intervals:EvaluateSeconds", defaults.EvaluateInterval, 1, 300),
            DeliverInterval = Seconds("Intervals:DeliverSeconds", defaults.DeliverInterval, 1, 300),
            LeaseDuration = Seconds("Intervals:LeaseSeconds", defaults.LeaseDuration, 3, 45),
            NotificationLease = Seconds("Intervals:NotificationLeaseSeconds", defaults.NotificationLease, 10, 600),
            RepositoryTimeout = Seconds("Intervals:RepositoryTimeoutSeconds", defaults.RepositoryTimeout, 1, 600),
            MaxParallel = Number("Queue:MaxParallel", defaults.MaxParallel, 1, 256),
            MaxParallelPerInstance = Number("Queue:MaxParallelPerInstance", defaults.MaxParallelPerInstance, 1, 32),
            QueueCapacity = Number("Queue:Capacity", defaults.QueueCapacity, 1, 100_000),
            ObservePort = _settings["Observe:Port"] is { Length: > 0 } ? Number("Observe:Port", 0, 0, 65535) : null,
            Log = new LogOptions
            {
                MinimumLevel = Choice("Log:MinimumLevel", defaults.Log.MinimumLevel),
                Console = Choice("Log:Console", defaults.Log.Console),
                Folder = _settings["Log:Folder"] is { Length: > 0 } logs ? logs : null,
                MaxFileMb = Number("Log:MaxFileMb", defaults.Log.MaxFileMb, 1, 1000),
                MaxFiles = Number("Log:MaxFiles", defaults.Log.MaxFiles, 1, 1000),
                RetainedDays = Number("Log:RetainedDays", defaults.Log.RetainedDays, 1, 3650),
            },
        };
    }

    private string ConnectionString(string key, string example)
    {
        var value = _settings[key];
        if (string.IsNullOrWhiteSpace(value))
        {
            Wrong(
                key,
                null,
                $"a connection string such as \"{example}\"; set it in appsettings.json or as {EnvironmentName(key)}"
            );
            return "";
        }

        value = SecretPlaceholder().Replace(value, m => Secret(m.Groups["name"].Value, key) ?? "");
        SqlConnectionStringBuilder builder;
        try
        {
            builder = new SqlConnectionStringBuilder(value);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            _problems.Add($"{Full(key)} is not a connection string ({FirstSentence(e.Message)}); right would be \"{example}\".");
            return "";
        }

        if (builder.DataSource.Length == 0)
        {
            _problems.Add($"{Full(key)} names no server; right would be \"{example}\".");
        }

        if (
            builder.Password.Length > 0
            && _settings[key]!.Contains(builder.Password, StringComparison.Ordinal)
            && IsFromFile(key)
        )
        {
            _problems.Add(
                $"{Full(key)} holds a password in a settings file; write Password={{secret:NAME}} there and give the secret as "
                    + $"{EnvironmentName("Secrets:NAME")}, or set the whole key in the environment."
            );
        }

        return value;
    }

    /// <summary>The value of a secret, which may come from the environment, an .env file or user secrets, not
    /// from a settings file.</summary>
    private string? Secret(string name, string neededBy)
    {
        var key = "Secrets:" + name;
        var value = _settings[key];
        if (string.IsNullOrEmpty(value))
        {
            _problems.Add($"{Full(neededBy)} needs the secret '{name}', which is not set; set {EnvironmentName(key)}.");
            return null;
        }

        if (IsFromFile(key))
        {
            _problems.Add(
                $"{Full(key)} stands in a settings file; secrets come from the environment only: set {EnvironmentName(key)}."
            );
        }

        return value;
    }

    private bool IsFromFile(string key)
    {
        var winner = _root.Providers.LastOrDefault(p => p.TryGet(Full(key), out _));
        return winner is JsonConfigurationProvider json
            && Path.GetFileName(json.Source.Path ?? "").StartsWith("appsettings", StringComparison.OrdinalIgnoreCase);
    }

    private void RefuseUnknownKeys()
    {
        foreach (var (key, value) in _settings.AsEnumerable(makePathsRelative: true))
        {
            var isOpen =
                key.StartsWith("Instances:", StringComparison.OrdinalIgnoreCase)
                || key.StartsWith("Secrets:", StringComparison.OrdinalIgnoreCase);
            if (value is null || isOpen || KnownKeys.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            var nearest = KnownKeys.MinBy(k => Distance(k, key))!;
            var hint =
                Distance(nearest, key) <= 4
                    ? $"did you mean {Full(nearest)}?"
                    : $"known ones are {string.Join(", ", KnownKeys)}, Instances:NAME, Secrets:NAME.";
            _problems.Add($"{Full(key)} is not a setting; {hint}");
        }
    }

    private TimeSpan Seconds(string key, TimeSpan fallback, int least, int most) =>
        TimeSpan.FromSeconds(Number(key, (int)fallback.TotalSeconds, least, most));

    private int Number(string key, int fallback, int least, int most)
    {
        var text = _settings[key];
        if (string.IsNullOrEmpty(text))
        {
            return fallback;
        }

        if (
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
        {
            return number;
        }

        Wrong(key, text, $"a whole number from {least} to {most}, such as {fallback}");
        return fallback;
    }

    private T Choice<T>(string key, T fallback)
        where T : struct, Enum
    {
        var text = _settings[key];
        if (string.IsNullOrEmpty(text))
        {
            return fallback;
        }

        if (Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return Enum.Parse<T>(text, ignoreCase: true);
        }

        Wrong(key, text, "one of " + string.Join(", ", Enum.GetNames<T>()));
        return fallback;
    }

    private void Wrong(string key, string? value, string right) =>
        _problems.Add(
            string.IsNullOrEmpty(value)
                ? $"{Full(key)} is missing; it must be {right}."
                : $"{Full(key)} is '{value}'; it must be {right}."
        );

    private static string Full(string key) => $"{SettingsSources.Section}:{key}";

    private static string EnvironmentName(string key) => "AXMONITOR__" + key.Replace(":", "__", StringComparison.Ordinal);

    private static string FirstSentence(string text) => text.Split('\n', '.')[0].Trim();

    /// <summary>Levenshtein distance without regard to case: finds the setting that a misspelt key was meant
    /// to be.</summary>
    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
            }

            previous = current;
        }

        return previous[b.Length];
    }

    [GeneratedRegex(@"\{secret:(?<name>[A-Za-z0-9_]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretPlaceholder();
}
