// What a check says of one thing.
namespace AxMonitor.Orchestrator.Verify;

/// <summary>How a finding stands to what the sandbox promises.</summary>
internal enum Verdict
{
    /// <summary>Told for the record: there is no promise about it.</summary>
    Told,

    /// <summary>As in the sandbox.</summary>
    AsPromised,

    /// <summary>Not as in the sandbox: the command ends with exit code 1.</summary>
    Differs,

    /// <summary>Nobody knows; the finding says why.</summary>
    NotJudged,
}
