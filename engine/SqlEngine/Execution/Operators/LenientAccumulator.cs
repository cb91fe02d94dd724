// Aggregates while ANSI_WARNINGS and ARITHABORT are OFF: an arithmetic error makes the result NULL.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Operators;

/// <summary>Another accumulator, whose arithmetic errors become NULL.</summary>
internal sealed class LenientAccumulator(IAccumulator inner) : IAccumulator
{
    /// <summary>What went wrong.</summary>
    public StatementWarning Warning { get; private set; }

    public SqlValue Result
    {
        get
        {
            if (Warning != StatementWarning.None)
            {
                return SqlValue.Null;
            }

            try
            {
                return inner.Result;
            }
            catch (SqlError error) when (StatementWarnings.Of(error) is not StatementWarning.None and var met)
            {
                Warning = met;
                return SqlValue.Null;
            }
        }
    }

    public void Add(SqlValue value)
    {
        if (Warning != StatementWarning.None)
        {
            return;
        }

        try
        {
            inner.Add(value);
        }
        catch (SqlError error) when (StatementWarnings.Of(error) is not StatementWarning.None and var met)
        {
            Warning = met;
        }
    }
}
