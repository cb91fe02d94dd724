// One shape for the values of all events, whether a value stands in the event's sentence or not: fields begin
// with a capital letter, and the id is a number.
using Serilog.Core;
using Serilog.Events;

namespace AxMonitor.Orchestrator.Hosting;

/// <summary>Names the fields of an event.</summary>
/// <param name="time">When it is not the machine's clock, its time is added as At.</param>
internal sealed class EventShape(TimeProvider time) : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        foreach (var (name, value) in logEvent.Properties.ToArray())
        {
            if (value is StructureValue id && string.Equals(name, "EventId", StringComparison.Ordinal))
            {
                Set(logEvent, "EventId", id.Properties.FirstOrDefault(p => p.Name == "Id")?.Value);
                Set(logEvent, "Event", id.Properties.FirstOrDefault(p => p.Name == "Name")?.Value);
            }
            else if (char.IsLower(name[0]))
            {
                logEvent.RemovePropertyIfPresent(name);
                Set(logEvent, char.ToUpperInvariant(name[0]) + name[1..], value);
            }
        }

        if (!ReferenceEquals(time, TimeProvider.System))
        {
            Set(logEvent, "At", new ScalarValue(time.GetUtcNow().UtcDateTime));
        }
    }

    private static void Set(LogEvent logEvent, string name, LogEventPropertyValue? value)
    {
        if (value is not null)
        {
            logEvent.AddOrUpdateProperty(new LogEventProperty(name, value));
        }
    }
}
