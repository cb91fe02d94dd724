// SOAP: for how long the rows of a shared dataset are kept, and when they are read ahead.

using System.Globalization;
using System.Xml.Linq;
using static AxMonitor.Sandbox.ReportPortal.Soap.SoapMessage;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed class CacheOperations(CatalogStore store, RefreshPlans plans)
{
    /// <summary>The answer to an operation; null for one that is not of this kind.</summary>
    public async Task<XElement?> AnswerAsync(XElement request, CancellationToken cancellationToken) =>
        request.Name.LocalName switch
        {
            "GetCacheOptions" => GetCacheOptions(request),
            "SetCacheOptions" => SetCacheOptions(request),
            "FlushCache" => FlushCache(request),
            "ListCacheRefreshPlans" => ListCacheRefreshPlans(request),
            "CreateCacheRefreshPlan" => CreateCacheRefreshPlan(request),
            "SetCacheRefreshPlanProperties" => SetCacheRefreshPlanProperties(request),
            "GetCacheRefreshPlanProperties" => GetCacheRefreshPlanProperties(request),
            "DeleteCacheRefreshPlan" => DeleteCacheRefreshPlan(request),
            "FireEvent" => await FireEventAsync(request, cancellationToken),
            _ => null,
        };

    private XElement GetCacheOptions(XElement request)
    {
        var item = DataSet(request);
        return Response(
            request,
            new XElement(Rs + "CacheItem", item.KeepMinutes is null ? "false" : "true"),
            item.KeepMinutes is { } minutes ? new XElement(Rs + "TimeExpiration", new XElement(Rs + "Minutes", minutes)) : null
        );
    }

    private XElement SetCacheOptions(XElement request)
    {
        int? minutes = null;
        if (Flag(request, "CacheItem"))
        {
            var text = request.Element(Rs + "TimeExpiration")?.Element(Rs + "Minutes")?.Value;
            minutes = int.TryParse(text, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new CatalogFault(
                    "rsMissingParameter",
                    "The parameter 'TimeExpiration' is missing; this portal knows an expiration in minutes only."
                );
        }

        store.Keep(DataSet(request).Path, minutes);
        return Response(request);
    }

    private XElement FlushCache(XElement request)
    {
        store.Flush(DataSet(request).Path);
        return Response(request);
    }

    private XElement ListCacheRefreshPlans(XElement request) =>
        Response(
            request,
            new XElement(
                Rs + "CacheRefreshPlans",
                plans
                    .Of(Text(request, "ItemPath"))
                    .Select(p => new XElement(
                        Rs + "CacheRefreshPlan",
                        new XElement(Rs + "CacheRefreshPlanID", p.Id),
                        new XElement(Rs + "ItemPath", store.ById(p.ItemId).Path),
                        new XElement(Rs + "Description", p.Description),
                        State(p),
                        new XElement(Rs + "LastExecuted", Time(p.LastRunAt ?? DateTime.MinValue)),
                        new XElement(Rs + "ModifiedDate", Time(p.ModifiedAt)),
                        new XElement(Rs + "LastRunStatus", p.LastStatus)
                    ))
            )
        );

    private XElement CreateCacheRefreshPlan(XElement request)
    {
        var plan = Plan(request, Guid.NewGuid().ToString(), DataSet(request).Id);
        plans.Put(plan, Text(request, "EventType"));
        return Response(request, new XElement(Rs + "CacheRefreshPlanID", plan.Id));
    }

    private XElement SetCacheRefreshPlanProperties(XElement request)
    {
        var old = plans.Get(Text(request, "CacheRefreshPlanID"));
        plans.Put(Plan(request, old.Id, old.ItemId), Text(request, "EventType"));
        return Response(request);
    }

    private XElement GetCacheRefreshPlanProperties(XElement request)
    {
        var plan = plans.Get(Text(request, "CacheRefreshPlanID"));
        return Response(
            request,
            new XElement(Rs + "Description", plan.Description),
            new XElement(Rs + "LastRunStatus", plan.LastStatus),
            State(plan),
            new XElement(Rs + "EventType", RefreshPlan.EventType),
            new XElement(Rs + "MatchData", plan.Schedule.ToMatchData()),
            new XElement(
                Rs + "Parameters",
                plan.Values.Select(v => new XElement(
                    Rs + "ParameterValue",
                    new XElement(Rs + "Name", v.Key),
                    v.Value is null ? null : new XElement(Rs + "Value", v.Value)
                ))
            )
        );
    }

    private XElement DeleteCacheRefreshPlan(XElement request)
    {
        plans.Delete(Text(request, "CacheRefreshPlanID"));
        return Response(request);
    }

    /// <summary>Runs a plan now; answers when it has run, where a server answers when it is queued.</summary>
    private async Task<XElement> FireEventAsync(XElement request, CancellationToken cancellationToken)
    {
        if (Text(request, "EventType") is var type && type != RefreshPlan.EventType)
        {
            throw new CatalogFault(
                "rsUnknownEventType",
                $"The event type '{type}' is not supported by this portal; {RefreshPlan.EventType} is. Subscriptions are kept and not sent."
            );
        }

        await plans.RunAsync(Text(request, "EventData")).WaitAsync(cancellationToken);
        return Response(request);
    }

    private RefreshPlan Plan(XElement request, string id, string itemId) =>
        new(
            id,
            itemId,
            request.Element(Rs + "Description")?.Value ?? "",
            CatalogSchedule.FromText(Text(request, "MatchData")),
            [
                .. (request.Element(Rs + "Parameters")?.Elements(Rs + "ParameterValue") ?? []).Select(p =>
                    KeyValuePair.Create(Text(p, "Name"), p.Element(Rs + "Value")?.Value)
                ),
            ],
            plans.Now
        );

    private XElement State(RefreshPlan plan)
    {
        var state = plans.State(plan);
        return new XElement(
            Rs + "State",
            new XElement(Rs + "MissingParameterValue", state.IsValueMissing),
            new XElement(Rs + "InvalidParameterValue", false),
            new XElement(Rs + "UnknownItemParameter", state.IsParameterUnknown),
            new XElement(Rs + "CachingNotEnabledOnItem", state.IsCachingOff)
        );
    }

    private CatalogItem DataSet(XElement request) =>
        store.Get(Text(request, "ItemPath")) is { Type: CatalogItem.DataSet } item
            ? item
            : throw new CatalogFault(
                "rsWrongItemType",
                $"The item '{Text(request, "ItemPath")}' is no shared dataset; this portal keeps the rows of these only."
            );
}
