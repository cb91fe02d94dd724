// What this process knows about messages that the outbox still holds: who has received them already, and how
// often their fate was in doubt. The outbox knows the recipients too, but only once it could be told; a crash
// before that forgets them, and then SMTP's own uncertainty allows one more copy.
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Knowledge about unfinished messages by message key. Bounded; the oldest is forgotten
/// first.</summary>
public sealed class DeliveryMemory(int capacity = 10_000)
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>The entry of a message, made when there is none.</summary>
    public Entry Of(string messageKey)
    {
        if (_entries.TryGetValue(messageKey, out var entry))
        {
            return entry;
        }

        while (_entries.Count >= capacity && _order.TryDequeue(out var oldest))
        {
            _entries.Remove(oldest);
        }

        _entries.Add(messageKey, entry = new Entry());
        _order.Enqueue(messageKey);
        return entry;
    }

    /// <summary>The outbox knows now.</summary>
    public void Forget(string messageKey) => _entries.Remove(messageKey);

    /// <summary>What is known about one message.</summary>
    public sealed class Entry
    {
        private readonly Dictionary<string, RecipientResult> _settled = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>Recipients that need no further copy: they have it, or are refused for good.</summary>
        public IReadOnlyCollection<RecipientResult> Settled => _settled.Values;

        /// <summary>Whether any recipient has it.</summary>
        public bool WasAccepted => _settled.Values.Any(r => r.WasAccepted);

        /// <summary>Attempts after which nobody could say whether the server had taken it.</summary>
        public int InDoubtCount { get; set; }

        /// <summary>Why only the plain substitute may go out; null when the usual mail may.</summary>
        public string? SubstituteReason { get; set; }

        /// <summary>Whether a recipient needs no further copy.</summary>
        public bool IsSettled(string recipient) => _settled.ContainsKey(recipient);

        /// <summary>Keeps a result; the first one of a recipient stands. Returns whether it is new.</summary>
        public bool Settle(RecipientResult result) => _settled.TryAdd(result.Recipient, result);
    }
}
