// Reads an area of the simulated server at any time, without an engine around it.
using AxMonitor.Sandbox.AxWorkload.Server;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

/// <summary>A load, its incidents, and the rows areas derive from them.</summary>
internal sealed class AreaReading
{
    public static readonly DateTime Start = new(2026, 3, 3, 6, 0, 0, DateTimeKind.Utc);

    public AreaReading() => Load = new ServerLoad(7, Incidents, TimeZoneInfo.Utc, Start);

    public IncidentTimetable Incidents { get; } = new();

    public ServerLoad Load { get; }

    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(IServerArea area, string view, DateTime at) =>
        area.Rows(view, [], new ServerMoment(at, new AxSnapshot(at, []), Load, 5, "AX"));
}
