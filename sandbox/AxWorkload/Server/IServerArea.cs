// The DMVs of the simulated server are told by areas: waits, files, memory, plan cache … each in a class of
// its own.
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Tells the rows of some DMVs.</summary>
internal interface IServerArea
{
    /// <summary>Names (without schema) of the views and functions it tells.</summary>
    IReadOnlyCollection<string> Views { get; }

    /// <summary>Rows of one of them, complete at return, as
    /// <see cref="Engine.SystemViews.IServerStateProvider"/> wants them. Called under the installation's
    /// lock.</summary>
    IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(string view, IReadOnlyList<SqlValue> arguments, ServerMoment moment);
}
