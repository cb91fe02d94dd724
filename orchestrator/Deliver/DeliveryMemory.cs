// What this process knows about messages that the outbox still holds: who has received them already, and how
// often their fate was in doubt. It prevents second copies while the repository cannot be told; a crash
// forgets it, and then SMTP's own uncertainty allows one more copy.
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
        /// <summary>Recipients that need no further copy: they have it, or are refused for good.</summary>
        public HashSet<string> Settled { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>Whether any recipient has it.</summary>
        public bool WasAccepted { get; set; }

        /// <summary>Attempts after which nobody could say whether the server had taken it.</summary>
        public int InDoubtCount { get; set; }
    }
}
