// The channels' secrets. An address holds a secret in its path, so it comes from the environment only, goes
// over the network encrypted, and no message repeats it.
namespace AxMonitor.Orchestrator.Configuration;

public sealed partial class OptionsReader
{
    private static readonly string[] ChannelKeys = ["Url", "Key"];

    private Dictionary<string, ChannelOptions> Channels()
    {
        var channels = new Dictionary<string, ChannelOptions>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, settings) in _settings.Channels)
        {
            channels[name] = new ChannelOptions
            {
                Url = ChannelUrl($"Channels:{name}:Url", settings.Url),
                Key = string.IsNullOrWhiteSpace(settings.Key) ? null : settings.Key,
            };
            RefuseInFiles(ChannelKeys.Select(key => $"Channels:{name}:{key}"));
        }

        return channels;
    }

    private Uri? ChannelUrl(string key, string? written)
    {
        if (string.IsNullOrWhiteSpace(written))
        {
            return null;
        }

        if (
            Uri.TryCreate(written, UriKind.Absolute, out var url)
            && url.UserInfo.Length == 0
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        )
        {
            return url;
        }

        _problems.Add(
            $"{Full(key)} is not an https address without a user name; http is for this machine alone. Its text is not repeated here, since it is a secret."
        );
        return null;
    }
}
