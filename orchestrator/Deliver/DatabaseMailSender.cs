// Sends mails by Database Mail of the repository's server, where SQL Server may reach the mail server and
// this machine may not. Database Mail takes an item first and sends it later, so each attempt waits for what
// became of it, and looks at it again instead of sending a second one. One item a recipient: each has an
// answer of its own.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>msdb.dbo.sp_send_dbmail, in the repository's own connection.</summary>
public sealed class DatabaseMailSender(RepositoryConnection repository, DatabaseMailOptions options, TimeProvider time)
    : IMailSender
{
    private const int LongestSubject = 255;
    private const int TimeoutNumber = -2;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    // Longer than any message is tried.
    private static readonly TimeSpan HeldFor = TimeSpan.FromDays(2);
    private readonly Dictionary<(string MessageId, string Recipient), (int ItemId, DateTimeOffset At)> _held = [];

    /// <inheritdoc />
    public async Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken cancel)
    {
        Forget();
        var until = time.GetUtcNow() + options.Timeout;
        var taken = new List<MailRecipient>();
        var refusals = new List<RecipientRefusal>();
        try
        {
            await using var connection = await repository.OpenAsync(cancel);
            foreach (var recipient in mail.Recipients)
            {
                if (!_held.ContainsKey((mail.MessageId, recipient.Address)))
                {
                    var itemId = await QueueAsync(connection, mail, recipient, cancel);
                    _held[(mail.MessageId, recipient.Address)] = (itemId, time.GetUtcNow());
                }
            }

            foreach (var recipient in mail.Recipients)
            {
                var itemId = _held[(mail.MessageId, recipient.Address)].ItemId;
                var state = await WaitAsync(connection, itemId, until, cancel);
                if (state.Status is "sent" or "failed")
                {
                    _held.Remove((mail.MessageId, recipient.Address));
                }

                if (state.Status == "sent")
                {
                    taken.Add(recipient);
                }
                else
                {
                    refusals.Add(new RecipientRefusal(recipient, Why(itemId, state), IsFinal: false));
                }
            }
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            return new MailResult
            {
                // What was not answered in time may stand in the queue.
                Outcome = e.Number == TimeoutNumber ? MailOutcome.InDoubt : MailOutcome.Unavailable,
                Reason = $"Database Mail, profile {options.Profile}: {new HeaderText(e.Message)}",
                Taken = taken,
                Refusals = refusals,
            };
        }

        return new MailResult
        {
            Outcome = taken.Count > 0 ? MailOutcome.Accepted : MailOutcome.NoRecipient,
            Taken = taken,
            Refusals = refusals,
            Reason = string.Join("; ", refusals),
        };
    }

    /// <inheritdoc />
    public Task EndBatchAsync() => Task.CompletedTask;

    private static string Why(int itemId, ItemState state) =>
        state.Status == "failed"
            ? $"Database Mail could not send item {itemId}: {new HeaderText(state.Error ?? "its log does not say why")}"
            : $"Database Mail has not sent item {itemId} yet ({state.Status ?? "the item is gone"})";

    private async Task<int> QueueAsync(
        SqlConnection connection,
        OutgoingMail mail,
        MailRecipient recipient,
        CancellationToken cancel
    )
    {
        var subject = mail.Subject.ToString();
        var parameters = new DynamicParameters();
        parameters.Add("Profile", options.Profile);
        parameters.Add("Recipient", recipient.Address);
        parameters.Add("Subject", subject.Length > LongestSubject ? subject[..LongestSubject] : subject);
        parameters.Add("Body", mail.Html);
        // Its own result sets and messages are of no use here: the item's number is what counts.
        return await connection.QuerySingleAsync<int>(
            new CommandDefinition(
                """
                DECLARE @ItemId int;
                EXEC msdb.dbo.sp_send_dbmail
                    @profile_name = @Profile,
                    @recipients = @Recipient,
                    @subject = @Subject,
                    @body = @Body,
                    @body_format = 'HTML',
                    @mailitem_id = @ItemId OUTPUT;
                SELECT @ItemId;
                """,
                parameters,
                commandTimeout: Seconds,
                cancellationToken: cancel
            )
        );
    }

    private async Task<ItemState> WaitAsync(
        SqlConnection connection,
        int itemId,
        DateTimeOffset until,
        CancellationToken cancel
    )
    {
        while (true)
        {
            var state =
                await connection.QuerySingleOrDefaultAsync<ItemState>(
                    new CommandDefinition(
                        """
                        SELECT
                            Status = i.sent_status,
                            Error =
                            (
                                SELECT TOP (1) l.description
                                FROM msdb.dbo.sysmail_event_log AS l
                                WHERE l.mailitem_id = i.mailitem_id
                                  AND l.event_type = 'error'
                                ORDER BY l.log_id DESC
                            )
                        FROM msdb.dbo.sysmail_allitems AS i
                        WHERE i.mailitem_id = @itemId;
                        """,
                        new { itemId },
                        commandTimeout: Seconds,
                        cancellationToken: cancel
                    )
                ) ?? new ItemState(null, null);
            if (state.Status is null or "sent" or "failed" || time.GetUtcNow() >= until)
            {
                return state;
            }

            await Task.Delay(LookEvery, time, cancel);
        }
    }

    private int Seconds => (int)Math.Ceiling(options.Timeout.TotalSeconds);

    private void Forget()
    {
        foreach (var (key, item) in _held.Where(h => h.Value.At < time.GetUtcNow() - HeldFor).ToList())
        {
            _held.Remove(key);
        }
    }

    private sealed record ItemState(string? Status, string? Error);
}
