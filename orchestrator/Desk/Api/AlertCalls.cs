// The calls about alerts and blocking incidents.
namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>Lists, details and acts.</summary>
internal static class AlertCalls
{
    private const int MostMinutes = 44_640;
    private const string Minutes = "a whole number from 1 to 44640";
    private static readonly ApiParameter Id = new("id", ApiKind.Number, "The alert's number.") { IsInPath = true };
    private static readonly ApiParameter Instance = new("instance", ApiKind.Text, "Only of this instance.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ApiCall> All { get; } =
        [
            new(HttpMethods.Get, "/alerts", "listAlerts", "Alerts that have opened, the newest first.", ListAsync)
            {
                Answer = typeof(AlertPage),
                Parameters =
                [
                    new("state", ApiKind.Text, "active: open or acknowledged.")
                    {
                        Allowed = ["active", "open", "acknowledged", "resolved", "all"],
                        Default = "active",
                    },
                    new("severity", ApiKind.Text, "Only of this severity.") { Allowed = ["warning", "critical"] },
                    Instance,
                    new("rule", ApiKind.Text, "Only of this rule."),
                    new("since", ApiKind.Time, "Only what opened then or later."),
                    ApiPaging.Before,
                    ApiPaging.Limit,
                ],
            },
            new(HttpMethods.Get, "/alerts/{id}", "getAlert", "One alert: measures, evidence, history.", GetAsync)
            {
                Answer = typeof(AlertDetail),
                Parameters = [Id],
                Refusals = [404],
            },
            new(HttpMethods.Post, "/alerts/{id}/acknowledge", "acknowledgeAlert", "Somebody takes care of it: no more reminders.", AcknowledgeAsync)
            {
                Answer = typeof(AlertDetail),
                Parameters = [Id],
                Body = typeof(NoteBody),
                IsBodyOptional = true,
                Refusals = [404, 409],
            },
            new(HttpMethods.Post, "/alerts/{id}/snooze", "snoozeAlert", "No reminders of it for a time.", SnoozeAsync)
            {
                Answer = typeof(AlertDetail),
                Parameters = [Id],
                Body = typeof(SnoozeBody),
                Refusals = [404, 409],
            },
            new(
                HttpMethods.Post,
                "/alerts/{id}/mute",
                "muteAlert",
                "Opens a maintenance window for its key, or for its rule on its instance.",
                MuteAsync
            )
            {
                Answer = typeof(AlertDetail),
                Parameters = [Id],
                Body = typeof(MuteBody),
                Refusals = [404, 409],
            },
            new(HttpMethods.Post, "/alerts/{id}/note", "noteAlert", "Adds a note to its history.", NoteAsync)
            {
                Answer = typeof(AlertDetail),
                Parameters = [Id],
                Body = typeof(NoteBody),
                Refusals = [404, 409],
            },
            new(HttpMethods.Get, "/incidents", "listIncidents", "Blocking incidents, the newest first.", ListIncidentsAsync)
            {
                Answer = typeof(IncidentPage),
                Parameters =
                [
                    Instance,
                    new("from", ApiKind.Time, "Only what was alive then or later."),
                    new("to", ApiKind.Time, "Only what began before."),
                    new("open", ApiKind.Flag, "true: only what goes on; false: only what is over."),
                    new("minMs", ApiKind.Number, "Only what lasted so long.") { Min = 0 },
                    ApiPaging.Before,
                    ApiPaging.Limit,
                ],
            },
            new(HttpMethods.Get, "/incidents/deadlocks", "listDeadlocks", "Deadlocks, the newest first.", ListDeadlocksAsync)
            {
                Answer = typeof(DeadlockPage),
                Parameters =
                [
                    Instance,
                    new("from", ApiKind.Time, "Only from then on."),
                    new("to", ApiKind.Time, "Only before."),
                    ApiPaging.Before,
                    ApiPaging.Limit,
                ],
            },
        ];

    private static async Task<IResult> ListAsync(ApiRequest request)
    {
        var rows = await request.Database.QueryAsync<AlertItem>(
            "report.AlertPage",
            new
            {
                State = request.Text("state") is "all" ? null : request.Text("state"),
                Severity = request.Text("severity"),
                InstanceName = request.Text("instance"),
                RuleName = request.Text("rule"),
                SinceAt = request.Time("since"),
                BeforeId = request.Number("before"),
                RowCount = ApiPaging.RowsOf(request),
            },
            request.Aborted
        );
        var (items, next) = ApiPaging.Cut(request, rows, a => ApiPaging.Text(a.AlertId));
        return Results.Ok(new AlertPage(items, next));
    }

    private static async Task<IResult> ListIncidentsAsync(ApiRequest request)
    {
        var rows = await request.Database.QueryAsync<IncidentItem>(
            "report.IncidentPage",
            new
            {
                InstanceName = request.Text("instance"),
                FromAt = request.Time("from"),
                ToAt = request.Time("to"),
                IsOpen = request.Flag("open"),
                MinMs = request.Number("minMs"),
                BeforeId = request.Number("before"),
                RowCount = ApiPaging.RowsOf(request),
            },
            request.Aborted
        );
        var (items, next) = ApiPaging.Cut(request, rows, i => ApiPaging.Text(i.IncidentId));
        return Results.Ok(new IncidentPage(items, next));
    }

    private static async Task<IResult> ListDeadlocksAsync(ApiRequest request)
    {
        var rows = await request.Database.QueryAsync<DeadlockItem>(
            "report.DeadlockPage",
            new
            {
                InstanceName = request.Text("instance"),
                FromAt = request.Time("from"),
                ToAt = request.Time("to"),
                BeforeId = request.Number("before"),
                RowCount = ApiPaging.RowsOf(request),
            },
            request.Aborted
        );
        var (items, next) = ApiPaging.Cut(request, rows, d => ApiPaging.Text(d.DeadlockId));
        return Results.Ok(new DeadlockPage(items, next));
    }

    private static async Task<IResult> GetAsync(ApiRequest request)
    {
        var alert = await FindAsync(request);
        var one = new { AlertId = alert.AlertId };
        return Results.Ok(
            alert with
            {
                Measures = await request.Database.QueryAsync<AlertMeasure>("report.AlertMeasures", one, request.Aborted),
                Evidence = await request.Database.QueryAsync<AlertEvidence>("report.AlertEvidence", one, request.Aborted),
                History = await request.Database.QueryAsync<AlertChange>("report.AlertHistory", one, request.Aborted),
            }
        );
    }

    private static async Task<IResult> AcknowledgeAsync(ApiRequest request)
    {
        var body = await request.BodyAsync<NoteBody>(isOptional: true);
        var note = new ApiFields().Text("note", body.Note, 1000).Done().Get("note");
        var alert = await FindAsync(request);
        await request.Database.ExecuteAsync(
            "alert.Acknowledge",
            new
            {
                alert.AlertId,
                AcknowledgedBy = request.Me,
                Note = note,
                request.Database.Now,
            },
            request.Aborted
        );
        return await GetAsync(request);
    }

    private static async Task<IResult> SnoozeAsync(ApiRequest request)
    {
        var body = await request.BodyAsync<SnoozeBody>(isOptional: false);
        var fields = new ApiFields()
            .Text("note", body.Note, 1000)
            .Is("minutes", body.Minutes, body.Minutes is >= 0 and <= MostMinutes, "a whole number from 0 to 44640")
            .Done();
        var alert = await FindAsync(request);
        await request.Database.ExecuteAsync(
            "alert.Snooze",
            new
            {
                alert.AlertId,
                Until = body.Minutes == 0 ? (DateTime?)null : request.Database.Now.AddMinutes(body.Minutes!.Value),
                Note = fields.Get("note"),
                ChangedBy = request.Me,
                request.Database.Now,
            },
            request.Aborted
        );
        return await GetAsync(request);
    }

    private static async Task<IResult> MuteAsync(ApiRequest request)
    {
        var body = await request.BodyAsync<MuteBody>(isOptional: false);
        var fields = new ApiFields()
            .Is("scope", body.Scope, body.Scope is "alert" or "rule", "alert or rule")
            .Is("minutes", body.Minutes, body.Minutes is >= 1 and <= MostMinutes, Minutes)
            .Text("reason", body.Reason, 400, isRequired: true)
            .Done();
        var alert = await FindAsync(request);
        await request.Database.ExecuteAsync(
            "config.AddMaintenanceWindow",
            new
            {
                alert.InstanceName,
                alert.RuleName,
                KeyLike = body.Scope == "rule" ? null : KeyPattern.Of(alert.AlertKey),
                EndsAt = request.Database.Now.AddMinutes(body.Minutes!.Value),
                Reason = fields.Get("reason"),
                ChangedBy = request.Me,
                request.Database.Now,
            },
            request.Aborted
        );
        return await GetAsync(request);
    }

    private static async Task<IResult> NoteAsync(ApiRequest request)
    {
        var body = await request.BodyAsync<NoteBody>(isOptional: false);
        var fields = new ApiFields().Text("note", body.Note, 1000, isRequired: true).Done();
        var alert = await FindAsync(request);
        await request.Database.ExecuteAsync(
            "alert.AddNote",
            new
            {
                alert.AlertId,
                Note = fields.Get("note"),
                ChangedBy = request.Me,
                request.Database.Now,
            },
            request.Aborted
        );
        return await GetAsync(request);
    }

    private static async Task<AlertDetail> FindAsync(ApiRequest request) =>
        await request.Database.FindAsync<AlertDetail>(
            "report.AlertState",
            new { AlertId = request.Number("id") },
            request.Aborted
        )
        ?? throw new DeskRefusedException(
            $"There is no alert {request.Number("id")}, or it has been purged. GET /api/v1/alerts lists those that exist.",
            StatusCodes.Status404NotFound
        );
}
