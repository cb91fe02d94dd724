// An error as error_reported tells of it.
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <param name="At">UTC.</param>
/// <param name="Number">error_number.</param>
/// <param name="Severity">severity.</param>
/// <param name="State">state.</param>
/// <param name="Message">message.</param>
/// <param name="Slot">The session it happened in; null for a login that failed.</param>
/// <param name="User">For whom.</param>
/// <param name="Statement">sql_text; null when there is none.</param>
internal sealed record ServerError(
    DateTime At,
    int Number,
    int Severity,
    int State,
    string Message,
    SqlSessionSlot? Slot,
    AxUser? User,
    string? Statement
);
