// SOAP: subscriptions to reports, which are kept and not sent.

using System.Xml.Linq;
using static AxMonitor.Sandbox.ReportPortal.Soap.SoapMessage;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed class SubscriptionOperations(CatalogStore store)
{
    /// <summary>The answer to an operation; null for one that is not of this kind.</summary>
    public XElement? Answer(XElement request) =>
        request.Name.LocalName switch
        {
            "ListSubscriptions" => ListSubscriptions(request),
            "GetSubscriptionProperties" => GetSubscriptionProperties(request),
            "CreateSubscription" => CreateSubscription(request),
            "SetSubscriptionProperties" => SetSubscriptionProperties(request),
            "DeleteSubscription" => DeleteSubscription(request),
            _ => null,
        };

    private XElement ListSubscriptions(XElement request) =>
        Response(
            request,
            new XElement(
                Rs + "SubscriptionItems",
                store
                    .Subscriptions(Text(request, "ItemPathOrSiteURL"))
                    .Select(s => new XElement(
                        Rs + "Subscription",
                        new XElement(Rs + "SubscriptionID", s.Id),
                        new XElement(Rs + "Path", s.Report),
                        new XElement(Rs + "Report", s.Report[(s.Report.LastIndexOf('/') + 1)..]),
                        Delivery("DeliverySettings", s),
                        new XElement(Rs + "Description", s.Description),
                        new XElement(Rs + "Status", "New Subscription"),
                        new XElement(Rs + "EventType", s.EventType),
                        new XElement(Rs + "IsDataDriven", "false")
                    ))
            )
        );

    private XElement GetSubscriptionProperties(XElement request)
    {
        var subscription = store.Subscription(Text(request, "SubscriptionID"));
        return Response(
            request,
            Delivery("ExtensionSettings", subscription),
            new XElement(Rs + "Description", subscription.Description),
            new XElement(Rs + "Status", "New Subscription"),
            new XElement(Rs + "EventType", subscription.EventType),
            new XElement(Rs + "MatchData", subscription.Schedule.ToMatchData())
        );
    }

    private static XElement Delivery(string name, CatalogSubscription subscription) =>
        new(
            Rs + name,
            new XElement(Rs + "Extension", subscription.Extension),
            new XElement(
                Rs + "ParameterValues",
                subscription.Settings.Select(s => new XElement(
                    Rs + "ParameterValue",
                    new XElement(Rs + "Name", s.Name),
                    new XElement(Rs + "Value", s.Value)
                ))
            )
        );

    private XElement CreateSubscription(XElement request)
    {
        var created = store.Subscribe(
            Subscription(request, Guid.NewGuid().ToString(), Text(request, "ItemPath"))
        );
        return Response(request, new XElement(Rs + "SubscriptionID", created.Id));
    }

    private XElement SetSubscriptionProperties(XElement request)
    {
        var old = store.Subscription(Text(request, "SubscriptionID"));
        store.Subscribe(Subscription(request, old.Id, old.Report));
        return Response(request);
    }

    private XElement DeleteSubscription(XElement request)
    {
        store.Unsubscribe(Text(request, "SubscriptionID"));
        return Response(request);
    }

    private static CatalogSubscription Subscription(XElement request, string id, string report)
    {
        var settings = request.Element(Rs + "ExtensionSettings");
        return new CatalogSubscription(
            id,
            report,
            Text(request, "Description"),
            Text(request, "EventType"),
            CatalogSchedule.FromText(Text(request, "MatchData")),
            settings?.Element(Rs + "Extension")?.Value ?? "",
            [
                .. (settings?.Element(Rs + "ParameterValues")?.Elements(Rs + "ParameterValue") ?? []).Select(p =>
                    (p.Element(Rs + "Name")?.Value ?? "", p.Element(Rs + "Value")?.Value ?? "")
                ),
            ]
        );
    }
}
