// The calls about alert rules: what they are, and their limits, which are changed only by who has seen how
// they are now.
using System.Globalization;
using System.Text.Json;
using AxMonitor.Orchestrator.Desk.Pages;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>Lists, details and limits.</summary>
internal static class RuleCalls
{
    private const int Stale = 50090;
    private static readonly ApiParameter Name = new("name", ApiKind.Text, "The rule's name.") { IsInPath = true };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ApiCall> All { get; } =
        [
            new(HttpMethods.Get, "/rules", "listRules", "The alert rules.", ListAsync)
            {
                Answer = typeof(RulePage),
                Parameters =
                [
                    new("state", ApiKind.Text, "changed: some instance has other limits; open: with alerts now.")
                    {
                        Allowed = ["all", "enabled", "disabled", "digest", "changed", "open"],
                        Default = "all",
                    },
                ],
            },
            new(HttpMethods.Get, "/rules/{name}", "getRule", "One rule: measures, limits, other limits of instances.", GetAsync)
            {
                Answer = typeof(RuleDetail),
                Parameters = [Name],
                Refusals = [404],
                HasVersion = true,
            },
            new(HttpMethods.Put, "/rules/{name}", "putRule", "Whether it is evaluated, and the limits of all its measures.", PutAsync)
            {
                Answer = typeof(RuleDetail),
                Parameters = [Name],
                Body = typeof(RuleBody),
                Refusals = [404, 409, 412, 428],
                HasVersion = true,
            },
        ];

    private static async Task<IResult> ListAsync(ApiRequest request)
    {
        var rows = await request.Database.QueryAsync<RuleRow>(
            "report.RuleList",
            new { State = request.Text("state"), PageSize = 5000 },
            request.Aborted
        );
        return Results.Ok(new RulePage([.. rows.Select(RuleItem.Of)]));
    }

    private static async Task<IResult> GetAsync(ApiRequest request)
    {
        var rule = await ReadAsync(request);
        request.Context.Response.Headers.ETag = VersionOf(rule);
        return Results.Ok(rule);
    }

    private static async Task<IResult> PutAsync(ApiRequest request)
    {
        var body = await request.BodyAsync<RuleBody>(isOptional: false);
        var limits = body.Measures ?? [];
        var fields = new ApiFields()
            .Is("enabled", body.Enabled, body.Enabled is not null, "true or false")
            .Is("measures", null, limits.Count > 0 && limits.All(l => l is not null), "each measure of the rule, as GET has it");
        foreach (var limit in limits.OfType<RuleLimitBody>())
        {
            fields
                .Is("measures.measure", limit.Measure, limit.Measure is { Length: >= 1 and <= 64 }, "the name of a measure")
                .Is("measures.warn", limit.Warn, limit.Warn is { } warn && double.IsFinite(warn), "a number")
                .Is("measures.critical", limit.Critical, limit.Critical is null || double.IsFinite(limit.Critical.Value), "a number or null");
        }

        fields.Done();
        var present = await ReadAsync(request);
        var match = request.Context.Request.Headers.IfMatch.ToString().Trim();
        if (match.Length == 0)
        {
            throw new DeskRefusedException(
                "Send the ETag of GET as If-Match, so that nobody's change is lost.",
                StatusCodes.Status428PreconditionRequired
            );
        }

        if (match != VersionOf(present))
        {
            throw new DeskRefusedException(
                $"The rule is not as If-Match says: its version is {VersionOf(present)} now. Read it again.",
                StatusCodes.Status412PreconditionFailed
            );
        }

        try
        {
            await request.Database.ExecuteAsync(
                "config.ReplaceAlertRuleLimits",
                new
                {
                    RuleName = present.Name,
                    IsEnabled = body.Enabled,
                    LimitsJson = JsonSerializer.Serialize(limits, ApiJson.Options),
                    VersionText = present.Version,
                    WasEnabled = present.Enabled,
                    ChangedBy = request.Me,
                    request.Database.Now,
                },
                request.Aborted
            );
        }
        catch (SqlException e) when (e.Number == Stale)
        {
            throw new DeskRefusedException(e.Message, StatusCodes.Status412PreconditionFailed);
        }

        return await GetAsync(request);
    }

    /// <summary>What tells a rule's limits, and whether it is evaluated, from any other.</summary>
    private static string VersionOf(RuleDetail rule) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{rule.Version}-{(rule.Enabled ? 1 : 0)}\"");

    private static async Task<RuleDetail> ReadAsync(ApiRequest request)
    {
        var one = new { RuleName = request.Text("name") };
        var row =
            await request.Database.FindAsync<RuleRow>("report.RuleList", one, request.Aborted)
            ?? throw new DeskRefusedException(
                $"There is no rule '{one.RuleName}'. GET /api/v1/rules lists those that exist.",
                StatusCodes.Status404NotFound
            );
        var measures = await request.Database.QueryAsync<RuleMeasureRow>("report.RuleMeasures", one, request.Aborted);
        var overrides = await request.Database.QueryAsync<RuleOverrideRow>("report.RuleOverrides", one, request.Aborted);
        return RuleDetail.Of(row, measures, overrides);
    }
}
