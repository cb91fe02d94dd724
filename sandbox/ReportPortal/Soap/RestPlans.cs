// REST: cache refresh plans of shared datasets.

using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal static class RestPlans
{
    public const string Set = "CacheRefreshPlans";

    /// <summary>Answers; false for a request that is not supported.</summary>
    /// <param name="context">The request.</param>
    /// <param name="store">The catalogue.</param>
    /// <param name="plans">The plans.</param>
    /// <param name="id">Of a plan; empty for none.</param>
    /// <param name="path">Of the dataset whose plans are asked for; null for none.</param>
    /// <param name="rest">What follows the resource.</param>
    public static async Task<bool> AnswerAsync(
        HttpContext context,
        CatalogStore store,
        RefreshPlans plans,
        string id,
        string? path,
        string rest
    )
    {
        switch (context.Request.Method, id.Length > 0, rest)
        {
            case ("GET", _, "/" + Set) when path is not null:
                await RestService.JsonAsync(context, RestService.Values(plans.Of(path).Select(p => Plan(store, p))));
                return true;
            case ("GET", true, ""):
                await RestService.JsonAsync(context, Plan(store, plans.Get(id)));
                return true;
            case ("POST", false, ""):
                var body = await BodyAsync(context);
                var item = store.Get(RestService.Text(body, "CatalogItemPath"));
                var plan = Plan(body, Guid.NewGuid().ToString(), item.Id, plans.Now);
                plans.Put(plan, RestService.Text(body, "EventType"));
                context.Response.StatusCode = StatusCodes.Status201Created;
                await RestService.JsonAsync(context, Plan(store, plan));
                return true;
            case ("PUT", true, ""):
                var changed = await BodyAsync(context);
                var old = plans.Get(id);
                plans.Put(Plan(changed, old.Id, old.ItemId, plans.Now), RestService.Text(changed, "EventType"));
                return true;
            case ("DELETE", true, ""):
                plans.Delete(id);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return true;
            case ("POST", true, "/Model.Execute"):
                await plans.RunAsync(id).WaitAsync(context.RequestAborted);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return true;
            default:
                return false;
        }
    }

    private static async Task<JsonNode> BodyAsync(HttpContext context) =>
        await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) ?? new JsonObject();

    private static RefreshPlan Plan(JsonNode body, string id, string itemId, DateTime now) =>
        new(
            id,
            itemId,
            RestService.Text(body, "Description"),
            CatalogSchedule.FromJson(body),
            [
                .. (body["ParameterValues"] as JsonArray ?? [])
                    .OfType<JsonObject>()
                    .Select(p => KeyValuePair.Create(RestService.Text(p, "Name"), p["Value"]?.ToString())),
            ],
            now
        );

    private static JsonObject Plan(CatalogStore store, RefreshPlan plan) =>
        new()
        {
            ["Id"] = plan.Id,
            ["Description"] = plan.Description,
            ["CatalogItemPath"] = store.ById(plan.ItemId).Path,
            ["EventType"] = RefreshPlan.EventType,
            ["Schedule"] = plan.Schedule.ToJson(),
            ["LastRunTime"] = plan.LastRunAt,
            ["LastStatus"] = plan.LastStatus,
            ["ModifiedDate"] = plan.ModifiedAt,
            ["ParameterValues"] = new JsonArray([
                .. plan.Values.Select(v => new JsonObject { ["Name"] = v.Key, ["Value"] = v.Value }),
            ]),
        };
}
