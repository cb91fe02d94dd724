// What a running statement may ask of its surroundings: variables, transaction, clock, cancellation. Implemented by the statement interpreter (Programs/).
using AxMonitor.Sandbox.SqlEngine.Functions;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Execution;

/// <summary>The surroundings of one running batch or module.</summary>
public interface IExecutionContext
{
    /// <summary>Scalar variables by slot; assignment SELECTs write into it.</summary>
    SqlValue[] Variables { get; }

    /// <summary>Session state for built-in functions.</summary>
    IFunctionContext Functions { get; }

    /// <summary>Cancelled by attention and time-outs; operators check it as rows flow.</summary>
    CancellationToken CancellationToken { get; }

    /// <summary>Called once per statement that inserted into a table with an identity column, with the last value given out.</summary>
    void SetIdentity(SqlValue lastIdentity);

    /// <summary>An informational message of the statement, such as 8153 (NULL eliminated by aggregate).</summary>
    void Message(Programs.SqlMessage message);
}
