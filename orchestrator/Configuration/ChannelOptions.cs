// What a channel needs besides its row in the repository: an address and a key, both secrets, which come from
// the environment and are never logged.
namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Address and key of one channel.</summary>
public sealed class ChannelOptions
{
    /// <summary>Where its messages are posted; null when it is not set.</summary>
    public Uri? Url { get; init; }

    /// <summary>The routing key of PagerDuty, or what a generic webhook is signed with; null when it is not
    /// set.</summary>
    public string? Key { get; init; }

    /// <summary>No secret shows up where this is printed.</summary>
    public override string ToString() => "channel";
}
