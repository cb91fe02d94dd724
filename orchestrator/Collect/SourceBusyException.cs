// A batch that could not read because of somebody else's work at the same rows. Nothing was read, so nothing
// is lost: the next run begins where this one did.
using System.Globalization;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Collect;

/// <summary>Says in plain words what was in the way.</summary>
/// <param name="cause">The server's error; its number stays the run's.</param>
/// <param name="attempts">How often the batch was sent.</param>
public sealed class SourceBusyException(SqlException cause, int attempts)
    : Exception(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{TransientErrors.PassingAtSource(cause)} Sent {(attempts == 1 ? "once" : "twice")}, error {cause.Number}; nothing is lost, the next run reads from the same place."
        ),
        cause
    );
