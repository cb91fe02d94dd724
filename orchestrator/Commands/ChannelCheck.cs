// Looks at one channel of the repository: whether this process has its secrets, and whether anything leads to
// it. The secrets themselves are neither shown nor tried.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Orchestrator.Deliver.Channels;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>The check of a channel.</summary>
internal static class ChannelCheck
{
    private static readonly IMessageShape[] Shapes =
    [
        new TeamsShape(),
        new SlackShape(),
        new PagerDutyShape(),
        new WebhookShape(),
    ];

    /// <summary>What is found about an enabled channel.</summary>
    public static CheckFinding Run(ChannelRow channel, OrchestratorOptions options)
    {
        var subject = "channel " + channel.ChannelName;
        var lack = channel.ChannelKind == "mail" ? MailLack(channel) : SecretLack(channel, options);
        if (lack is var (what, remedy))
        {
            return new CheckFinding(subject, IsGood: false, what, remedy);
        }

        return channel.RouteCount == 0
            ? new CheckFinding(
                subject,
                IsGood: true,
                $"{channel.ChannelKind}; no route leads there",
                "make one with config.SetRoute, or disable the channel with config.SetChannel"
            )
            : new CheckFinding(subject, IsGood: true, $"{channel.ChannelKind}; {channel.RouteCount} routes lead there", Remedy: null);
    }

    private static (string What, string Remedy)? SecretLack(ChannelRow channel, OrchestratorOptions options)
    {
        var secrets = options.Channels.GetValueOrDefault(channel.AddressText) ?? new ChannelOptions();
        return Array.Find(Shapes, s => s.Kind == channel.ChannelKind) is not { } shape
                ? ($"this version knows no channels of kind '{channel.ChannelKind}'", "run the version that the database is of")
            : shape.Missing(secrets) is { Count: > 0 } missing
                ? (
                    ChannelPoster.MissingText(channel.AddressText, missing),
                    "set it in the environment or in .env of every orchestrator"
                )
            : null;
    }

    private static (string What, string Remedy)? MailLack(ChannelRow channel) =>
        MailRoute.Parse(channel.AddressText).Wrong is { Count: > 0 } wrong
            ? (string.Join(" ", wrong.Select(w => w.Reply)), "correct it with config.SetChannel")
            : null;
}
