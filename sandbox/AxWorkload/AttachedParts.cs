// What an installation has once it is attached to an engine, whose ids and tables these parts need.
using AxMonitor.Engine.Programs;
using AxMonitor.Sandbox.AxWorkload.Events;
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Server;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload;

/// <param name="Engine">The engine.</param>
/// <param name="Tables">The tables written in it.</param>
/// <param name="Sessions">What SQL sessions do.</param>
/// <param name="Locks">The lock monitor.</param>
/// <param name="Views">The DMVs and event functions.</param>
internal sealed record AttachedParts(
    ServerInstance Engine,
    AxTables Tables,
    SessionStates Sessions,
    LockMonitor Locks,
    ServerViews Views
);
