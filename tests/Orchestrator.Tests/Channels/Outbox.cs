// The outbox of the repository in memory: claims, results and back-off as the procedures have them.
using AxMonitor.Orchestrator.Repository;
using NSubstitute;

namespace AxMonitor.Orchestrator.Tests.Channels;

internal sealed class Outbox
{
    private readonly TimeProvider _time;
    private readonly List<Row> _rows = [];

    public Outbox(IAlerting alerting, TimeProvider time)
    {
        _time = time;
        alerting.GetWaitingChannelsAsync(default).ReturnsForAnyArgs(_ => Waiting());
        alerting
            .ClaimOfAsync(default!, default!, default, default, default)
            .ReturnsForAnyArgs(call => Claim(call.ArgAt<string>(0), call.ArgAt<int>(3)));
        alerting
            .CompleteAsync(default, default, default!, default)
            .ReturnsForAnyArgs(call => Complete(call.ArgAt<long>(0)));
        alerting
            .PostponeAsync(default, default, default!, default, default)
            .ReturnsForAnyArgs(call => Postpone(call.ArgAt<long>(0), call.ArgAt<string>(2), call.ArgAt<TimeSpan?>(3)));
        alerting
            .FailAsync(default, default, default!, default, default, default!, default)
            .ReturnsForAnyArgs(call => Fail(call.ArgAt<long>(0), call.ArgAt<string>(2)));
    }

    /// <summary>How many results are not recorded, as when the repository is away.</summary>
    public int LostResults { get; set; }

    public IReadOnlyList<Row> Rows => _rows;

    public void Add(string channel, string kind, long alert, string state) =>
        _rows.Add(
            new Row
            {
                Alert = alert,
                Message = Samples.Notification() with
                {
                    NotificationId = _rows.Count + 1,
                    Channel = channel,
                    ChannelKind = kind,
                    Recipients = channel,
                    State = state,
                    MessageKey = $"alert/{alert}/{channel}/{state}",
                },
            }
        );

    private IReadOnlyList<string> Waiting()
    {
        lock (_rows)
        {
            return [.. _rows.Where(IsDue).Select(r => r.Message.Channel).Distinct(StringComparer.Ordinal)];
        }
    }

    private IReadOnlyList<Notification> Claim(string channel, int count)
    {
        lock (_rows)
        {
            var claimed = _rows.Where(r => r.Message.Channel == channel && IsDue(r)).OrderBy(r => r.DueAt).Take(count).ToList();
            foreach (var row in claimed)
            {
                row.Attempts++;
                row.FreeAt = _time.GetUtcNow() + TimeSpan.FromSeconds(60);
            }

            return [.. claimed.Select(r => r.Message with { AttemptNumber = r.Attempts })];
        }
    }

    private bool IsDue(Row row) =>
        row.Status == "pending"
        && row.DueAt <= _time.GetUtcNow()
        && row.FreeAt <= _time.GetUtcNow()
        && !_rows.Exists(e =>
            e.Alert == row.Alert
            && e.Message.Channel == row.Message.Channel
            && e.Status == "pending"
            && e.Message.NotificationId < row.Message.NotificationId
        );

    private Task Complete(long id)
    {
        lock (_rows)
        {
            if (LostResults-- > 0)
            {
                return Task.FromException(new InvalidOperationException("repository away"));
            }

            Of(id).MarkSent();
            return Task.CompletedTask;
        }
    }

    private DateTime? Postpone(long id, string reason, TimeSpan? retryAfter)
    {
        lock (_rows)
        {
            var row = Of(id);
            var wait = TimeSpan.FromSeconds(Math.Min(120, Math.Pow(2, row.Attempts)));
            row.Error = reason;
            row.FreeAt = default;
            row.DueAt = _time.GetUtcNow() + (retryAfter > wait ? retryAfter.Value : wait);
            return row.DueAt.UtcDateTime;
        }
    }

    private DateTime? Fail(long id, string reason)
    {
        lock (_rows)
        {
            Of(id).Status = "failed";
            Of(id).Error = reason;
            return null;
        }
    }

    private Row Of(long id) => _rows.Single(r => r.Message.NotificationId == id);

    internal sealed class Row
    {
        private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when the message has been recorded as sent.</summary>
        public Task Sent => _sent.Task;

        public required long Alert { get; init; }
        public required Notification Message { get; set; }
        public string Status { get; set; } = "pending";
        public string? Error { get; set; }
        public int Attempts { get; set; }
        public DateTimeOffset DueAt { get; set; }
        public DateTimeOffset FreeAt { get; set; }

        public void MarkSent()
        {
            Status = "sent";
            _sent.TrySetResult();
        }
    }
}
