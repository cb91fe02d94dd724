// The seam to the procedures of schema alert (evaluation and outbox), and the rows that they take and return.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>Procedures of schema alert.</summary>
public interface IAlerting
{
    /// <summary>alert.Evaluate: opens, updates and resolves alerts and writes the outbox.</summary>
    Task<EvaluationResult> EvaluateAsync(CancellationToken cancel);

    /// <summary>alert.ClaimNotifications: takes the next mails under a lease.</summary>
    Task<IReadOnlyList<Notification>> ClaimAsync(string owner, TimeSpan lease, int maxCount, CancellationToken cancel);

    /// <summary>alert.ClaimNotifications: takes the next messages of one channel under a lease.</summary>
    Task<IReadOnlyList<Notification>> ClaimOfAsync(
        string channel,
        string owner,
        TimeSpan lease,
        int maxCount,
        CancellationToken cancel
    );

    /// <summary>alert.GetWaitingChannels: channels other than mail whose messages are to be sent.</summary>
    Task<IReadOnlyList<string>> GetWaitingChannelsAsync(CancellationToken cancel);

    /// <summary>alert.GetChannels: the channels besides the mail routes.</summary>
    Task<IReadOnlyList<ChannelRow>> GetChannelsAsync(CancellationToken cancel);

    /// <summary>alert.TestChannel: queues a test message; does not wait for it.</summary>
    Task<TestResult> TestChannelAsync(string channel, string changedBy, CancellationToken cancel);

    /// <summary>alert.GetTestResult: what became of a test message.</summary>
    Task<TestResult> GetTestResultAsync(long notificationId, CancellationToken cancel);

    /// <summary>alert.GetSignsOfLife: who has collected, evaluated and delivered lately, whoever it
    /// was.</summary>
    Task<IReadOnlyList<SignOfLife>> GetSignsOfLifeAsync(CancellationToken cancel);

    /// <summary>alert.GetGauges: what is shown of the repository as gauges.</summary>
    Task<IReadOnlyList<Gauge>> GetGaugesAsync(CancellationToken cancel);

    /// <summary>report.SloStatus: the service levels of all instances together.</summary>
    Task<IReadOnlyList<ServiceLevelStatus>> GetServiceLevelsAsync(CancellationToken cancel);

    /// <summary>alert.GetMailRoutes: who gets which mails.</summary>
    Task<IReadOnlyList<MailRouteRow>> GetMailRoutesAsync(CancellationToken cancel);

    /// <summary>alert.CompleteNotification: the message was taken by the channel for at least one recipient,
    /// and none is to be tried again.</summary>
    Task CompleteAsync(
        long notificationId,
        Guid leaseToken,
        IReadOnlyCollection<RecipientResult> settled,
        CancellationToken cancel
    );

    /// <summary>alert.FailNotification: returns when to try again, or null when it is given up.</summary>
    Task<DateTime?> FailAsync(
        long notificationId,
        Guid leaseToken,
        string errorMessage,
        bool isTransient,
        int inDoubtCount,
        IReadOnlyCollection<RecipientResult> settled,
        CancellationToken cancel
    );

    /// <summary>alert.FailNotification for a message that shall be tried again, not before the server
    /// wishes; returns when, or null when it is given up.</summary>
    Task<DateTime?> PostponeAsync(
        long notificationId,
        Guid leaseToken,
        string errorMessage,
        TimeSpan? retryAfter,
        CancellationToken cancel
    );
}

/// <summary>Result of one evaluation of the alert rules.</summary>
public sealed record EvaluationResult
{
    public int OpenedCount { get; init; }
    public int ResolvedCount { get; init; }
    public int OpenCount { get; init; }
    public int NotificationCount { get; init; }
}

/// <summary>A message about an alert that this process has claimed and now must deliver.</summary>
public record Notification
{
    public long NotificationId { get; init; }
    public Guid LeaseToken { get; init; }
    public int AttemptNumber { get; init; }
    public string Channel { get; init; } = "";

    /// <summary>mail, teams, slack, pagerduty or webhook.</summary>
    public string ChannelKind { get; init; } = "mail";

    /// <summary>Of mail addresses, separated by semicolons; of other channels the name of their
    /// secrets.</summary>
    public string Recipients { get; init; } = "";
    public string TemplateName { get; init; } = "";
    public string State { get; init; } = "";
    public string Severity { get; init; } = "";

    /// <summary>Stable per event, channel and state: two copies of one message are recognised by
    /// it.</summary>
    public string MessageKey { get; init; } = "";

    /// <summary>Message key of the first message about the same alert: its own when it is the
    /// first.</summary>
    public string FirstMessageKey { get; init; } = "";
    public string Subject { get; init; } = "";
    public string PayloadJson { get; init; } = "";

    /// <summary>Recipients that need no copy any more.</summary>
    public IReadOnlyList<RecipientResult> Settled { get; init; } = [];
}

/// <summary>What somebody has done lately, or should have.</summary>
public sealed record SignOfLife
{
    /// <summary>'collect NAME', 'evaluate' or 'deliver'.</summary>
    public string Job { get; init; } = "";

    /// <summary>Who holds the lease of the job; null when nobody does.</summary>
    public string? Owner { get; init; }

    /// <summary>UTC; null when there is no trace.</summary>
    public DateTime? LastSignAt { get; init; }

    /// <summary>Whether the last trace is too old.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Since when nothing was done, and whose turn it would be.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>One series of a gauge.</summary>
public sealed record Gauge
{
    /// <summary>Dotted, without the product's name.</summary>
    public string GaugeName { get; init; } = "";
    public string Description { get; init; } = "";

    /// <summary>Null: of no watched instance.</summary>
    public string? InstanceName { get; init; }

    /// <summary>A further label; null without one.</summary>
    public string? LabelName { get; init; }
    public string? LabelText { get; init; }
    public double Value { get; init; }
}

/// <summary>How a service level stands.</summary>
public sealed record ServiceLevelStatus
{
    public string LevelName { get; init; } = "";
    public double TargetPercent { get; init; }

    /// <summary>Null: nothing was watched.</summary>
    public double? ReachedPercent { get; init; }
    public double? BudgetLeftPercent { get; init; }
    public double? BurnHour { get; init; }
    public double? Burn5Minutes { get; init; }
    public double? Burn6Hours { get; init; }
    public double? Burn30Minutes { get; init; }
    public double? BurnDay { get; init; }
    public double? Burn2Hours { get; init; }
    public double? Burn3Days { get; init; }

    /// <summary>page, ticket, ok or not watched.</summary>
    public string BurnState { get; init; } = "";
}

/// <summary>A mail route.</summary>
public sealed record MailRouteRow
{
    public string RouteName { get; init; } = "";

    /// <summary>Addresses, separated by semicolons.</summary>
    public string Recipients { get; init; } = "";

    /// <summary>Enabled rules whose messages go there.</summary>
    public int RuleCount { get; init; }

    /// <summary>True for the recipients of a digest, whose name <see cref="RouteName"/> is then.</summary>
    public bool IsDigest { get; init; }
}

/// <summary>A channel besides the mail routes.</summary>
public sealed record ChannelRow
{
    public string ChannelName { get; init; } = "";
    public string ChannelKind { get; init; } = "";

    /// <summary>Of mail addresses, separated by semicolons; of other channels the name of their
    /// secrets.</summary>
    public string AddressText { get; init; } = "";
    public bool IsEnabled { get; init; }

    /// <summary>Enabled routes that lead there.</summary>
    public int RouteCount { get; init; }
}

/// <summary>What became of a test message.</summary>
public sealed record TestResult
{
    public long NotificationId { get; init; }

    /// <summary>pending, sent or failed.</summary>
    public string Status { get; init; } = "";

    /// <summary>What the last attempt failed with; null without any.</summary>
    public string? LastError { get; init; }

    /// <summary>All of it in words.</summary>
    public string ResultText { get; init; } = "";
}

/// <summary>A settled recipient.</summary>
/// <param name="Recipient">As it stands in the mail route.</param>
/// <param name="WasAccepted">True when the mail server took the message for it, false when it is refused for
/// good.</param>
/// <param name="Reply">Why it was refused.</param>
public sealed record RecipientResult(string Recipient, bool WasAccepted, string? Reply = null)
{
    /// <summary>Longest text by which the outbox knows a recipient.</summary>
    public const int LongestRecipient = 320;
}
