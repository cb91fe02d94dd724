// Puts the sources of the configuration in their order: files, user secrets, .env files, environment
// variables, command line. Later ones win. Only keys under AxMonitor are the service's own.
using System.Globalization;
using System.Text.Json;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Where settings come from.</summary>
public static class SettingsSources
{
    /// <summary>The section of the settings, and with two underscores the prefix of their environment
    /// variables.</summary>
    public const string Section = "AxMonitor";

    /// <summary>The setting that names the folder of secrets.</summary>
    public const string SecretsFolder = "SecretsFolder";

    private const string EnvironmentPrefix = "AXMONITOR__";

    /// <summary>Reads all sources.</summary>
    /// <param name="folder">Holds appsettings.json, appsettings.{environment}.json, .env and
    /// .env.{environment}.</param>
    /// <param name="environment">Production, Development or any other name.</param>
    /// <param name="overrides">Key=Value pairs from the command line, keys below AxMonitor.</param>
    public static IConfigurationRoot Load(string folder, string environment, IReadOnlyList<string> overrides) =>
        Load(folder, environment, overrides, VaultSecrets.Connect, TimeProvider.System);

    /// <summary>Reads all sources.</summary>
    /// <param name="folder">Of the files.</param>
    /// <param name="environment">Production, Development or any other name.</param>
    /// <param name="overrides">Key=Value pairs from the command line.</param>
    /// <param name="connect">Makes the client of a vault.</param>
    /// <param name="time">The clock by which a vault is asked again.</param>
    internal static IConfigurationRoot Load(
        string folder,
        string environment,
        IReadOnlyList<string> overrides,
        Func<Uri, SecretClient> connect,
        TimeProvider time
    )
    {
        if (!Directory.Exists(folder))
        {
            throw new ConfigurationException([
                $"The configuration folder '{folder}' does not exist; name an existing one with --config.",
            ]);
        }

        var builder = new ConfigurationBuilder()
            .SetBasePath(Path.GetFullPath(folder))
            .AddJsonFile("appsettings.json", optional: true)
            .AddJsonFile($"appsettings.{environment}.json", optional: true);

        if (string.Equals(environment, "Development", StringComparison.OrdinalIgnoreCase))
        {
            builder.AddUserSecrets(typeof(SettingsSources).Assembly, optional: true);
        }

        var dotEnv = EnvFiles(folder, environment)
            .SelectMany(EnvFile.Read)
            .Where(e => e.Key.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
            .Select(e => KeyValuePair.Create(e.Key.Replace("__", ":", StringComparison.Ordinal), (string?)e.Value));
        builder.AddInMemoryCollection(dotEnv);
        builder.Add(new EnvironmentVariablesConfigurationSource());
        if (VaultOf(builder, overrides) is { Address: { } address } vault)
        {
            builder.Add(new VaultSecrets(connect(AddressOf(address)), vault, time));
        }

        if (FolderOf(builder, overrides) is { Length: > 0 } secrets)
        {
            // Over the environment: what can change holds.
            builder.Add(new SecretFolder(Path.GetFullPath(secrets, Path.GetFullPath(folder))));
        }

        // The last of two for one key holds: an option of a command comes behind --set.
        builder.AddInMemoryCollection(
            overrides.Select(Override).GroupBy(o => o.Key, StringComparer.OrdinalIgnoreCase).Select(g => g.Last())
        );

        try
        {
            return builder.Build();
        }
        catch (InvalidDataException e)
        {
            throw new ConfigurationException([$"{e.Message} {WhatIsWrong(e)}".TrimEnd()]);
        }
    }

    /// <summary>Of JSON that cannot be read, where; else what the reader says.</summary>
    private static string? WhatIsWrong(Exception e)
    {
        for (var inner = e.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is JsonException { LineNumber: { } line, BytePositionInLine: { } position } json)
            {
                // The reader's own text ends with the place as it counts, from 0.
                var end = json.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
                var text = end < 0 ? json.Message : json.Message[..end];
                return string.Create(CultureInfo.InvariantCulture, $"It is no JSON in line {line + 1}, at byte {position + 1}: {text}");
            }
        }

        return e.InnerException?.Message;
    }

    /// <summary>What is wrong with the files of secrets, though they can be read.</summary>
    public static IReadOnlyList<string> Warnings(string folder, string environment, string? secretsFolder = null) =>
        [
            .. EnvFiles(folder, environment).Select(EnvFile.ModeFault).OfType<string>(),
            .. secretsFolder is null ? [] : SecretFolder.ModeFaults(Path.GetFullPath(secretsFolder, Path.GetFullPath(folder))),
        ];

    /// <summary>Where the secrets are, as the sources so far and the command line say.</summary>
    private static string? FolderOf(IConfigurationBuilder builder, IReadOnlyList<string> overrides)
    {
        try
        {
            return overrides.Select(Override).LastOrDefault(o => o.Key == Section + ":" + SecretsFolder).Value
                ?? builder.Build()[Section + ":" + SecretsFolder];
        }
        catch (InvalidDataException)
        {
            // Said where the sources are read for good.
            return null;
        }
    }

    /// <summary>The vault, as the sources so far and the command line say.</summary>
    private static KeyVaultOptions? VaultOf(IConfigurationBuilder builder, IReadOnlyList<string> overrides)
    {
        try
        {
            var sources = new ConfigurationBuilder()
                .AddConfiguration(builder.Build())
                .AddInMemoryCollection(
                    overrides.Select(Override).GroupBy(o => o.Key, StringComparer.OrdinalIgnoreCase).Select(g => g.Last())
                );

            // What is wrong with it is said where the settings are read for good.
            return SettingsBinder.Bind(sources.Build().GetSection(Section), []).KeyVault;
        }
        catch (InvalidDataException)
        {
            // Said where the sources are read for good.
            return null;
        }
    }

    private static Uri AddressOf(string written) =>
        Uri.TryCreate(written, UriKind.Absolute, out var address)
        && address.Scheme == Uri.UriSchemeHttps
        && address.UserInfo.Length == 0
            ? address
            : throw new ConfigurationException([
                $"{Section}:KeyVault:Address is '{written}'; it must be an https address such as https://axmonitor.vault.azure.net.",
            ]);

    private static string[] EnvFiles(string folder, string environment) =>
        [Path.Combine(folder, ".env"), Path.Combine(folder, ".env." + environment)];

    private static KeyValuePair<string, string?> Override(string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new ConfigurationException([$"--set '{pair}' is not Key=Value, such as --set Smtp:Port=25."]);
        }

        var (key, value) = ($"{Section}:{pair[..equals].Trim()}", pair[(equals + 1)..]);
        return RefusalOf(key, value) is { } refusal
            ? throw new ConfigurationException([$"{key} {refusal}"])
            : KeyValuePair.Create(key, (string?)value);
    }

    /// <summary>Why a setting may not stand on a command line, or null. The value is not repeated.</summary>
    private static string? RefusalOf(string key, string value)
    {
        if (IsBelow(key, "Secrets") || IsBelow(key, "Channels"))
        {
            return "is given by --set, and a command line shows its secrets to everybody on this machine; "
                + $"set {key.Replace(":", "__", StringComparison.Ordinal).Replace(Section + "__", EnvironmentPrefix, StringComparison.Ordinal)}.";
        }

        var isConnection = IsBelow(key, "Instances") || key.Equals(Section + ":Repository:ConnectionString", StringComparison.OrdinalIgnoreCase);
        return isConnection ? ConnectionStrings.PasswordRefusal(value) : null;
    }

    private static bool IsBelow(string key, string group) =>
        key.StartsWith($"{Section}:{group}:", StringComparison.OrdinalIgnoreCase);
}
