// The way of a run, of what it asks the repository, and of a request to the desk, as spans of OpenTelemetry.
// Names and attributes are the product's own: jobs, procedures, page templates, ids. No statement, no value,
// no error text: these hold what was collected, and it stays in the log and the repository.
using System.Diagnostics;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>Begins spans; null where nobody listens or the trace is not sampled.</summary>
internal static class RunTraces
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "AxMonitor.Orchestrator";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A run of a job, from here to its end.</summary>
    /// <param name="job">As the run log has it.</param>
    /// <param name="instance">The watched instance; empty for none.</param>
    /// <param name="runId">The RunId of log and run log.</param>
    public static Activity? Run(string job, string instance, Guid runId)
    {
        var span = Source.StartActivity(job, ActivityKind.Internal);
        if (span is not null)
        {
            span.SetTag("axmonitor.run_id", runId.ToString("D"));
            span.SetTag("axmonitor.job_name", job);
            if (instance.Length > 0)
            {
                span.SetTag("axmonitor.watched_instance", instance);
            }
        }

        return span;
    }

    /// <summary>A queued job of ops.Job.</summary>
    public static Activity? LongJob(string kind, int jobId)
    {
        var span = Source.StartActivity("job:" + kind, ActivityKind.Internal);
        span?.SetTag("axmonitor.job_id", jobId);
        return span;
    }

    /// <summary>A request to the desk. It goes on with the trace of the client where that says
    /// which.</summary>
    public static Activity? Request(string method, string? traceParent, string? traceState, string requestId)
    {
        // The host has an activity of its own, which nobody exports.
        Activity.Current = null;
        var parent = ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var sent) ? sent : default;
        var span = Source.StartActivity(method, ActivityKind.Server, parent);
        span?.SetTag("axmonitor.request_id", requestId);
        return span;
    }

    /// <summary>A call to the repository that has ended, within the run or request that made it; a call
    /// outside of both (leases, the schedule) makes no trace.</summary>
    public static void Call(
        ActivityContext parent,
        string statement,
        DateTimeOffset start,
        TimeSpan duration,
        int? error,
        bool isFailed
    )
    {
        using var span = Source.StartActivity("EXECUTE " + statement, ActivityKind.Client, parent, startTime: start);
        if (span is null)
        {
            return;
        }

        span.SetTag("db.system.name", "microsoft.sql_server");
        span.SetTag("db.operation.name", "EXECUTE");
        span.SetTag("db.stored_procedure.name", statement);
        if (error is { } number)
        {
            span.SetTag("db.response.status_code", number);
        }

        if (isFailed)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }

        span.SetEndTime((start + duration).UtcDateTime);
    }

    /// <summary>How a request was answered.</summary>
    /// <param name="span">The request.</param>
    /// <param name="method">Of HTTP.</param>
    /// <param name="page">The address' template, never the address.</param>
    /// <param name="status">Of the answer.</param>
    public static void Answered(this Activity? span, string method, string page, int status)
    {
        if (span is null)
        {
            return;
        }

        span.DisplayName = $"{method} {page}";
        span.SetTag("http.request.method", method);
        span.SetTag("http.route", page);
        span.SetTag("http.response.status_code", status);
        if (status >= 500)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>How a run ended.</summary>
    /// <param name="span">The run.</param>
    /// <param name="outcome">As the run log has it.</param>
    /// <param name="rows">Rows that were read or saved.</param>
    /// <param name="error">The server's error number.</param>
    public static void End(this Activity? span, string outcome, int? rows = null, int? error = null)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag("axmonitor.outcome", outcome);
        span.SetTag("axmonitor.rows", rows);
        span.SetTag("axmonitor.error_number", error);
        if (outcome is not ("ok" or "duplicate" or "done"))
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
