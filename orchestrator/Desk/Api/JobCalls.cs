// The calls about jobs: start, look how far, take away, cancel. A kind of job is a call of its own, because
// each has its own body and its own line in the matrix.
using AxMonitor.Orchestrator.Desk.Pages;
using AxMonitor.Orchestrator.Jobs.Long;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>Long work.</summary>
internal static class JobCalls
{
    private const int LargestFile = 240 * 1024;
    private static readonly ApiParameter Id =
        new("id", ApiKind.Number, "The job's number.") { IsInPath = true, Max = int.MaxValue };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ApiCall> All { get; } =
        [
            new(HttpMethods.Get, "/jobs", "listJobs", "Jobs, the newest first.", ListAsync)
            {
                Answer = typeof(JobPage),
                Parameters =
                [
                    new("state", ApiKind.Text, "active: queued or running.")
                    {
                        Allowed = ["active", "queued", "running", "done", "failed", "cancelled", "all"],
                        Default = "all",
                    },
                    new("kind", ApiKind.Text, "Only of this kind.") { Allowed = JobsModel.Kinds },
                    ApiPaging.Before with { Max = int.MaxValue },
                    ApiPaging.Limit,
                ],
            },
            new(HttpMethods.Get, "/jobs/{id}", "getJob", "One job: how far it is, what came of it.", GetAsync)
            {
                Answer = typeof(JobItem),
                Parameters = [Id],
                Refusals = [404],
            },
            new(
                HttpMethods.Get,
                "/jobs/{id}/events",
                "followJob",
                "Server-sent events: the job, whenever it has changed, until it is over; ten minutes at most.",
                FollowAsync
            )
            {
                ContentType = "text/event-stream",
                Parameters = [Id],
                Refusals = [404],
            },
            new(HttpMethods.Get, "/jobs/{id}/file", "getJobFile", "What it made.", GetFileAsync)
            {
                ContentType = "application/octet-stream",
                Parameters = [Id],
                Refusals = [404],
            },
            new(HttpMethods.Delete, "/jobs/{id}", "cancelJob", "Has a job end at its next step.", CancelAsync)
            {
                Answer = typeof(JobItem),
                Parameters = [Id],
                Refusals = [404, 409],
            },
            Start("/jobs/exports", "startExport", "Packs a period into a zip archive.", ExportAsync) with { Body = typeof(ExportBody) },
            Start("/jobs/backtests", "startBacktest", "Replays a rule over the past, with other limits if wanted.", BacktestAsync) with
            {
                Body = typeof(BacktestBody),
            },
            Start("/jobs/imports", "startImport", "Imports rules from a file.", ImportAsync) with { Body = typeof(ImportBody) },
            Start(
                "/jobs/baselines",
                "startBaselines",
                "Builds all baselines anew from the stored history.",
                r => QueueAsync(r, "ops.QueueRepositoryJob", "BuildBaselines", "{}")
            ),
            Start(
                "/jobs/checks",
                "startCheck",
                "Checks the repository's database, its settings and the collectors.",
                r => QueueAsync(r, "ops.QueueRepositoryJob", "CheckRepository", "{}")
            ),
        ];

    private static ApiCall Start(string path, string name, string summary, Func<ApiRequest, Task<IResult>> handle) =>
        new(HttpMethods.Post, path, name, summary, handle)
        {
            Answer = typeof(JobQueued),
            Status = StatusCodes.Status202Accepted,
            Refusals = [409],
        };

    private static async Task<IResult> ListAsync(ApiRequest request)
    {
        var rows = await request.Database.QueryAsync<JobItem>(
            "report.JobList",
            new
            {
                State = request.Text("state"),
                KindName = request.Text("kind"),
                BeforeId = (int?)request.Number("before"),
                PageSize = ApiPaging.RowsOf(request),
            },
            request.Aborted
        );
        var (items, next) = ApiPaging.Cut(request, rows, j => ApiPaging.Text(j.JobId));
        return Results.Ok(new JobPage(items, next));
    }

    private static async Task<IResult> GetAsync(ApiRequest request) => Results.Ok(await FindAsync(request));

    private static async Task<IResult> FollowAsync(ApiRequest request)
    {
        // Refused as any other call where there is no such job.
        var job = await FindAsync(request);
        await JobEvents.WriteAsync(
            request.Context,
            async () =>
            {
                var now = job ?? await FindAsync(request);
                job = null;
                return (now, now.State is "queued" or "running");
            },
            ApiJson.Options
        );
        return Results.Empty;
    }

    private static async Task<IResult> GetFileAsync(ApiRequest request)
    {
        var file =
            await request.Database.FindAsync<JobFileRow>("report.JobFile", new { JobId = IdOf(request) }, request.Aborted)
            ?? throw new DeskRefusedException(
                $"Job {IdOf(request)} has made no file, or it has been purged.",
                StatusCodes.Status404NotFound
            );
        await request
            .Context.RequestServices.GetRequiredService<DeskAccounts>()
            .SaveEventAsync(request.Me, "Export", request.Context.Request.Path, "1 rows", request.Aborted);
        return Results.File(file.FileContent, "application/octet-stream", file.FileName);
    }

    private static async Task<IResult> CancelAsync(ApiRequest request)
    {
        await FindAsync(request);
        await request.Database.ExecuteAsync(
            "ops.CancelJob",
            new
            {
                JobId = IdOf(request),
                ChangedBy = request.Me,
                request.Database.Now,
            },
            request.Aborted
        );
        return await GetAsync(request);
    }

    private static async Task<IResult> ExportAsync(ApiRequest request)
    {
        var body = await request.BodyAsync<ExportBody>(isOptional: false);
        var fields = new ApiFields()
            .Is(
                "sets",
                body.Sets is null ? null : string.Join(',', body.Sets),
                body.Sets is { Count: > 0 } sets && sets.All(s => ExportWork.Sets.Contains(s, StringComparer.Ordinal)),
                "some of " + string.Join(", ", ExportWork.Sets)
            )
            .Is("from", body.From, body.From is not null, ApiTime.Expected)
            .Is("to", body.To, body.To is not null, ApiTime.Expected)
            .Is("format", body.Format, body.Format is null or "csv" or "json", "csv or json")
            .Text("instance", body.Instance, 128)
            .Done();
        var asked = new ExportArguments(
            body.Sets!,
            body.From!.Value,
            body.To!.Value,
            fields.Get("instance"),
            body.Format ?? "csv"
        );
        return ExportWork.Fault(asked) is { } fault
            ? throw new DeskRefusedException(fault)
            : await QueueAsync(request, "ops.QueueJob", "Export", WorkArguments.Write(asked));
    }

    private static async Task<IResult> BacktestAsync(ApiRequest request)
    {
        var body = await request.BodyAsync<BacktestBody>(isOptional: false);
        var fields = new ApiFields()
            .Text("rule", body.Rule, 128, isRequired: true)
            .Is("from", body.From, body.From is not null, ApiTime.Expected)
            .Is("to", body.To, body.To is not null && body.To > body.From, "a time later than from")
            .Is("stepSeconds", body.StepSeconds, body.StepSeconds is null or (>= 10 and <= 3600), "a whole number from 10 to 3600")
            .Text("measure", body.Measure, 64, isRequired: body.Warn is not null)
            .Is("warn", body.Warn, body.Warn is not null || body.Critical is null, "a number, where critical is given")
            .Done();
        var rule = fields.Get("rule");
        if (await request.Database.FindAsync<RuleRow>("report.RuleList", new { RuleName = rule }, request.Aborted) is null)
        {
            throw new InvalidValuesException([ProblemValue.Of("rule", rule, "the name of a rule")]);
        }

        return await QueueAsync(
            request,
            "ops.QueueJob",
            "Backtest",
            WorkArguments.Write(
                new BacktestArguments(
                    rule!,
                    body.From!.Value,
                    body.To!.Value,
                    body.StepSeconds ?? 60,
                    body.Warn is null ? null : fields.Get("measure"),
                    body.Warn,
                    body.Critical
                )
            )
        );
    }

    private static async Task<IResult> ImportAsync(ApiRequest request)
    {
        var body = await request.BodyAsync<ImportBody>(isOptional: false);
        new ApiFields()
            .Is(
                "file",
                body.File is { Length: > 0 } text ? text[..Math.Min(20, text.Length)] : body.File,
                body.File is { Length: > 0 and <= LargestFile },
                $"the text of a file of rules, {LargestFile} characters at most"
            )
            .Done();
        return await QueueAsync(
            request,
            "ops.QueueRepositoryJob",
            "ImportRules",
            WorkArguments.Write(new ImportArguments(body.File!, body.DryRun ?? false))
        );
    }

    private static async Task<IResult> QueueAsync(ApiRequest request, string procedure, string kind, string arguments)
    {
        var row = await request.Database.FindAsync<QueuedRow>(
            procedure,
            new
            {
                KindName = kind,
                ArgumentsJson = arguments,
                ChangedBy = request.Me,
                request.Database.Now,
            },
            request.Aborted
        );
        return Results.Accepted($"{ApiCall.Root}/jobs/{ApiPaging.Text(row!.JobId)}", new JobQueued(row.JobId));
    }

    private static int IdOf(ApiRequest request) => (int)request.Number("id")!.Value;

    private static async Task<JobItem> FindAsync(ApiRequest request) =>
        await request.Database.FindAsync<JobItem>("report.JobList", new { JobId = IdOf(request) }, request.Aborted)
        ?? throw new DeskRefusedException(
            $"There is no job {IdOf(request)}, or it has been purged. GET /api/v1/jobs lists those that exist.",
            StatusCodes.Status404NotFound
        );
}
