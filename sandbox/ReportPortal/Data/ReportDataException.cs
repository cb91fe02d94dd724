// A dataset that could not be read: says which dataset and procedure, and what the source answered.

namespace AxMonitor.Sandbox.ReportPortal.Data;

public sealed class ReportDataException : Exception
{
    public ReportDataException(
        DatasetQuery query,
        string message,
        bool isTimeout,
        int? errorNumber = null,
        Exception? inner = null
    )
        : base(
            isTimeout
                ? $"The dataset '{query.DataSet}' (procedure {query.Procedure}) gave no answer within {query.TimeoutSeconds} s. {message}"
                : $"The dataset '{query.DataSet}' (procedure {query.Procedure}) failed{(errorNumber is null ? "" : $" with SQL error {errorNumber}")}: {message}",
            inner
        )
    {
        Query = query;
        IsTimeout = isTimeout;
        ErrorNumber = errorNumber;
    }

    public DatasetQuery Query { get; }

    public bool IsTimeout { get; }

    public int? ErrorNumber { get; }
}
