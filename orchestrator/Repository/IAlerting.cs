// The seam to the procedures of schema alert: evaluation and outbox.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>Procedures of schema alert.</summary>
public interface IAlerting
{
    /// <summary>alert.Evaluate: opens, updates and resolves alerts and writes the outbox.</summary>
    Task<EvaluationResult> EvaluateAsync(CancellationToken cancel);

    /// <summary>alert.ClaimNotifications: takes the next messages under a lease.</summary>
    Task<IReadOnlyList<Notification>> ClaimAsync(string owner, TimeSpan lease, int maxCount, CancellationToken cancel);

    /// <summary>alert.CompleteNotification: the message was taken by the channel for at least one recipient, and none is to be tried again.</summary>
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
        IReadOnlyCollection<RecipientResult> settled,
        CancellationToken cancel
    );
}
