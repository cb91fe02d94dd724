// Secrets of an Azure Key Vault: read at the start, which fails without them, and again in the background, so
// that one that is rotated there is used without a restart. While the vault is away, what is known is used.
using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Secret NAME of a vault is secret NAME, Channels--dba--Url the setting Channels:dba:Url.</summary>
/// <param name="client">The vault.</param>
/// <param name="options">Which of its secrets, and how often.</param>
/// <param name="time">The clock.</param>
internal sealed class VaultSecrets(SecretClient client, KeyVaultOptions options, TimeProvider time)
    : ConfigurationProvider,
        IConfigurationSource,
        IChangingSecrets
{
    private readonly Lock _gate = new();
    private long _askedAt;
    private Task<Dictionary<string, string?>>? _asking;
    private ConfigurationException? _fault;

    /// <summary>The client of a vault, as the account that the process runs under: by the environment
    /// (AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET or a certificate), as a workload, or by a
    /// managed
    /// identity. What a person has signed in to on this machine does not count.</summary>
    public static SecretClient Connect(Uri address)
    {
        var settings = new SecretClientOptions();
        settings.Retry.MaxRetries = 2;
        settings.Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        settings.Diagnostics.IsTelemetryEnabled = false;
        var clientId = Environment.GetEnvironmentVariable("AZURE_CLIENT_ID");
        return new SecretClient(
            address,
            new ChainedTokenCredential(
                new EnvironmentCredential(),
                new WorkloadIdentityCredential(),
                new ManagedIdentityCredential(
                    clientId is { Length: > 0 }
                        ? ManagedIdentityId.FromUserAssignedClientId(clientId)
                        : ManagedIdentityId.SystemAssigned
                )
            ),
            settings
        );
    }

    /// <inheritdoc />
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Reads them.</summary>
    /// <exception cref="ConfigurationException">The vault does not answer, or gives nothing.</exception>
    public override void Load()
    {
        _askedAt = time.GetTimestamp();
        try
        {
            // Configuration is read synchronously; this is the start.
            Data = Task.Run(() => ReadAsync(CancellationToken.None)).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is RequestFailedException or AuthenticationFailedException or AggregateException)
        {
            throw Fault(e);
        }
    }

    /// <inheritdoc />
    public bool Refresh()
    {
        lock (_gate)
        {
            if (_asking is null)
            {
                if (time.GetElapsedTime(_askedAt) >= TimeSpan.FromSeconds(options.RefreshSeconds))
                {
                    _askedAt = time.GetTimestamp();
                    _asking = Task.Run(() => ReadAsync(CancellationToken.None));
                }

                // The same until it answers: said once.
                return _fault is null ? false : throw _fault;
            }

            if (!_asking.IsCompleted)
            {
                return _fault is null ? false : throw _fault;
            }

            var asked = _asking;
            _asking = null;
            if (asked.Exception?.GetBaseException() is { } error)
            {
                _fault = Fault(error);
                throw _fault;
            }

            _fault = null;
            var read = asked.Result;
            if (read.Count == Data.Count && read.All(r => Data.TryGetValue(r.Key, out var known) && known == r.Value))
            {
                return false;
            }

            Data = read;
            return true;
        }
    }

    /// <summary>Ends when the vault has answered the latest question, for tests.</summary>
    internal Task AskedAsync()
    {
        lock (_gate)
        {
            return _asking is null ? Task.CompletedTask : Task.WhenAny(_asking);
        }
    }

    private async Task<Dictionary<string, string?>> ReadAsync(CancellationToken cancel)
    {
        var secrets = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var prefix = options.Prefix ?? "";
        var now = time.GetUtcNow();
        await foreach (var secret in client.GetPropertiesOfSecretsAsync(cancel))
        {
            if (
                secret.Enabled == true
                && secret.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
                && !(secret.NotBefore > now)
                && !(secret.ExpiresOn <= now)
            )
            {
                var found = await client.GetSecretAsync(secret.Name, cancellationToken: cancel);
                secrets[KeyOf(secret.Name[prefix.Length..])] = found.Value.Value;
            }
        }

        return secrets;
    }

    private static string KeyOf(string name) =>
        SettingsSources.Section
        + ":"
        + (
            name.Contains("--", StringComparison.Ordinal)
                ? name.Replace("--", ":", StringComparison.Ordinal)
                : "Secrets:" + name
        );

    private ConfigurationException Fault(Exception error)
    {
        // The first line says what; the rest is headers of the answer.
        var reason = (error as AggregateException)?.GetBaseException().Message ?? error.Message;
        return new ConfigurationException([
            $"{SettingsSources.Section}:KeyVault:Address is '{options.Address}', whose secrets cannot be read ({reason.Split('\n')[0].Trim()}); "
                + "this machine must reach it, and the identity that axmonitor runs under must be allowed to list and get secrets there.",
        ]);
    }
}
