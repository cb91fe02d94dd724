// A report server by its SOAP interface ReportService2010: the one that every version since 2016 has. Some
// dozen operations are posted by hand; names and their order are those of its WSDL.
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace AxMonitor.Orchestrator.Reports;

/// <summary>A report server at the address of its web service, such as
/// http://reports01/ReportServer.</summary>
internal sealed class SoapReportServer(HttpClient client, Uri server) : IReportServer
{
    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace Rs = "http://schemas.microsoft.com/sqlserver/reporting/2010/03/01/ReportServer";
    private readonly Uri _service = new(server.AbsoluteUri.TrimEnd('/') + "/ReportService2010.asmx");

    public async Task<string> DescribeAsync(CancellationToken cancel)
    {
        var answer = await CallAsync("GetItemType", cancel, new XElement(Rs + "ItemPath", "/"));
        return answer.Value == "Folder"
            ? $"{_service} (SOAP)"
            : throw new ReportServerException("rsWrongItemType", $"{_service} says that its root is {answer.Value}, not a folder.");
    }

    public async Task<string?> TypeOfAsync(string path, CancellationToken cancel) =>
        (await CallAsync("GetItemType", cancel, new XElement(Rs + "ItemPath", path))).Value is var type && type == "Unknown"
            ? null
            : type;

    public Task CreateFolderAsync(string parent, string name, CancellationToken cancel) =>
        CallAsync("CreateFolder", cancel, new XElement(Rs + "Folder", name), new XElement(Rs + "Parent", parent));

    public async Task<byte[]> DefinitionAsync(string path, CancellationToken cancel) =>
        Convert.FromBase64String((await CallAsync("GetItemDefinition", cancel, new XElement(Rs + "ItemPath", path))).Value);

    public async Task<IReadOnlyList<string>> PublishAsync(string folder, ReportItem item, CancellationToken cancel)
    {
        var answer = await CallAsync(
            "CreateCatalogItem",
            cancel,
            new XElement(Rs + "ItemType", item.Kind.ToString()),
            new XElement(Rs + "Name", item.Name),
            new XElement(Rs + "Parent", folder),
            new XElement(Rs + "Overwrite", "true"),
            new XElement(Rs + "Definition", Convert.ToBase64String(item.Definition)),
            new XElement(
                Rs + "Properties",
                new XElement(
                    Rs + "Property",
                    new XElement(Rs + "Name", "Hidden"),
                    new XElement(Rs + "Value", item.IsHidden ? "True" : "False")
                )
            )
        );
        return [.. answer.Descendants(Rs + "Warning").Select(w => w.Element(Rs + "Message")?.Value ?? w.Value)];
    }

    public async Task<ReportDataSource> DataSourceAsync(string path, CancellationToken cancel)
    {
        var answer = await CallAsync("GetDataSourceContents", cancel, new XElement(Rs + "DataSource", path));
        var definition = answer.Element(Rs + "Definition")!;
        var isStored = Value(definition, "CredentialRetrieval") == "Store";
        return new ReportDataSource(
            Value(definition, "ConnectString") ?? "",
            isStored ? Value(definition, "UserName") : null,
            isStored && Value(definition, "WindowsCredentials") == "true"
        );
    }

    public Task SetDataSourceAsync(string folder, string name, ReportDataSource source, CancellationToken cancel) =>
        CallAsync(
            "CreateDataSource",
            cancel,
            new XElement(Rs + "DataSource", name),
            new XElement(Rs + "Parent", folder),
            new XElement(Rs + "Overwrite", "true"),
            new XElement(
                Rs + "Definition",
                new XElement(Rs + "Extension", "SQL"),
                new XElement(Rs + "ConnectString", source.ConnectionString),
                new XElement(Rs + "UseOriginalConnectString", "false"),
                new XElement(Rs + "OriginalConnectStringExpressionBased", "false"),
                new XElement(Rs + "CredentialRetrieval", source.UserName is null ? "Integrated" : "Store"),
                new XElement(Rs + "WindowsCredentials", source.IsWindowsAccount ? "true" : "false"),
                new XElement(Rs + "ImpersonateUser", "false"),
                source.UserName is null ? null : new XElement(Rs + "UserName", source.UserName),
                source.Password is null ? null : new XElement(Rs + "Password", source.Password),
                new XElement(Rs + "Enabled", "true")
            )
        );

    public async Task<IReadOnlyDictionary<string, string?>> LinksAsync(
        ReportItemKind kind,
        string path,
        CancellationToken cancel
    ) =>
        (await CallAsync("GetItemDataSources", cancel, new XElement(Rs + "ItemPath", path)))
            .Descendants(Rs + "DataSource")
            .ToDictionary(
                d => Value(d, "Name") ?? "",
                d => d.Element(Rs + "DataSourceReference") is { } reference ? Value(reference, "Reference") : null,
                StringComparer.Ordinal
            );

    public Task LinkAsync(
        ReportItemKind kind,
        string path,
        IReadOnlyDictionary<string, string> links,
        CancellationToken cancel
    ) =>
        CallAsync(
            "SetItemDataSources",
            cancel,
            new XElement(Rs + "ItemPath", path),
            new XElement(
                Rs + "DataSources",
                links.Select(l => new XElement(
                    Rs + "DataSource",
                    new XElement(Rs + "Name", l.Key),
                    new XElement(Rs + "DataSourceReference", new XElement(Rs + "Reference", l.Value))
                ))
            )
        );

    public async Task<IReadOnlyDictionary<string, string?>> DataSetLinksAsync(string report, CancellationToken cancel) =>
        (
            await CallAsync(
                "GetItemReferences",
                cancel,
                new XElement(Rs + "ItemPath", report),
                new XElement(Rs + "ReferenceItemType", "DataSet")
            )
        )
            .Descendants(Rs + "ItemReferenceData")
            .ToDictionary(r => Value(r, "Name") ?? "", r => Value(r, "Reference"), StringComparer.Ordinal);

    public Task LinkDataSetsAsync(string report, IReadOnlyDictionary<string, string> links, CancellationToken cancel) =>
        CallAsync(
            "SetItemReferences",
            cancel,
            new XElement(Rs + "ItemPath", report),
            new XElement(
                Rs + "ItemReferences",
                links.Select(l => new XElement(
                    Rs + "ItemReference",
                    new XElement(Rs + "Name", l.Key),
                    new XElement(Rs + "Reference", l.Value)
                ))
            )
        );

    public async Task<int?> KeepMinutesAsync(string dataSet, CancellationToken cancel)
    {
        var options = await CallAsync("GetCacheOptions", cancel, new XElement(Rs + "ItemPath", dataSet));
        return
            Value(options, "CacheItem") == "true"
            && options.Element(Rs + "TimeExpiration") is { } expiration
            && int.TryParse(Value(expiration, "Minutes"), CultureInfo.InvariantCulture, out var minutes)
            ? minutes
            : null;
    }

    public Task SetKeepMinutesAsync(string dataSet, int minutes, CancellationToken cancel) =>
        CallAsync(
            "SetCacheOptions",
            cancel,
            new XElement(Rs + "ItemPath", dataSet),
            new XElement(Rs + "CacheItem", "true"),
            new XElement(Rs + "TimeExpiration", new XElement(Rs + "Minutes", minutes))
        );

    public Task FlushAsync(string dataSet, CancellationToken cancel) =>
        CallAsync("FlushCache", cancel, new XElement(Rs + "ItemPath", dataSet));

    public async Task<IReadOnlyList<string>> ParametersAsync(string dataSet, CancellationToken cancel) =>
        [
            .. (
                await CallAsync(
                    "GetItemParameters",
                    cancel,
                    new XElement(Rs + "ItemPath", dataSet),
                    new XElement(Rs + "ForRendering", "false")
                )
            )
                .Descendants(Rs + "ItemParameter")
                .Select(p => Value(p, "Name") ?? ""),
        ];

    public async Task<IReadOnlyList<ReportRefreshPlan>> PlansAsync(string dataSet, CancellationToken cancel)
    {
        List<ReportRefreshPlan> found = [];
        var list = await CallAsync("ListCacheRefreshPlans", cancel, new XElement(Rs + "ItemPath", dataSet));
        foreach (var id in list.Descendants(Rs + "CacheRefreshPlanID").Select(p => p.Value))
        {
            var one = await CallAsync("GetCacheRefreshPlanProperties", cancel, new XElement(Rs + "CacheRefreshPlanID", id));
            found.Add(
                new(
                    id,
                    Value(one, "Description") ?? "",
                    MinutesOf(Value(one, "MatchData") ?? ""),
                    one.Descendants(Rs + "ParameterValue")
                        .ToDictionary(v => Value(v, "Name") ?? "", v => Value(v, "Value"), StringComparer.Ordinal)
                )
            );
        }

        return found;
    }

    public Task SetPlanAsync(string dataSet, ReportRefreshPlan plan, CancellationToken cancel) =>
        CallAsync(
            plan.Id is null ? "CreateCacheRefreshPlan" : "SetCacheRefreshPlanProperties",
            cancel,
            plan.Id is { } id ? new XElement(Rs + "CacheRefreshPlanID", id) : new XElement(Rs + "ItemPath", dataSet),
            new XElement(Rs + "Description", plan.Description),
            new XElement(Rs + "EventType", ReportRefreshPlan.EventType),
            new XElement(
                Rs + "MatchData",
                new XElement(
                    "ScheduleDefinition",
                    new XElement("StartDateTime", "2026-01-01T00:00:00"),
                    new XElement("MinuteRecurrence", new XElement("MinutesInterval", plan.Minutes))
                ).ToString(SaveOptions.DisableFormatting)
            ),
            new XElement(
                Rs + "Parameters",
                plan.Values.Select(v => new XElement(
                    Rs + "ParameterValue",
                    new XElement(Rs + "Name", v.Key),
                    v.Value is null ? null : new XElement(Rs + "Value", v.Value)
                ))
            )
        );

    public Task RemovePlanAsync(string id, CancellationToken cancel) =>
        CallAsync("DeleteCacheRefreshPlan", cancel, new XElement(Rs + "CacheRefreshPlanID", id));

    public async Task<IReadOnlyList<ReportPolicy>> PoliciesAsync(string path, CancellationToken cancel) =>
        [
            .. (await CallAsync("GetPolicies", cancel, new XElement(Rs + "ItemPath", path)))
                .Descendants(Rs + "Policy")
                .Select(p => new ReportPolicy(
                    Value(p, "GroupUserName") ?? "",
                    [.. p.Descendants(Rs + "Role").Select(r => Value(r, "Name") ?? "")]
                )),
        ];

    public Task SetPoliciesAsync(string path, IReadOnlyList<ReportPolicy> policies, CancellationToken cancel) =>
        CallAsync(
            "SetPolicies",
            cancel,
            new XElement(Rs + "ItemPath", path),
            new XElement(
                Rs + "Policies",
                policies.Select(p => new XElement(
                    Rs + "Policy",
                    new XElement(Rs + "GroupUserName", p.Name),
                    new XElement(Rs + "Roles", p.Roles.Select(r => new XElement(Rs + "Role", new XElement(Rs + "Name", r))))
                ))
            )
        );

    public async Task<IReadOnlyList<ReportSubscription>> SubscriptionsAsync(string report, CancellationToken cancel)
    {
        List<ReportSubscription> found = [];
        var list = await CallAsync("ListSubscriptions", cancel, new XElement(Rs + "ItemPathOrSiteURL", report));
        foreach (var id in list.Descendants(Rs + "SubscriptionID").Select(s => s.Value))
        {
            var one = await CallAsync("GetSubscriptionProperties", cancel, new XElement(Rs + "SubscriptionID", id));
            var settings = one.Element(Rs + "ExtensionSettings");
            if (settings is null || Value(settings, "Extension") != ReportSubscription.EmailExtension)
            {
                continue;
            }

            string Setting(string name) =>
                settings
                    .Descendants()
                    .Where(p => p.Element(Rs + "Name")?.Value == name)
                    .Select(p => Value(p, "Value"))
                    .FirstOrDefault()
                ?? "";
            var (time, day) = Schedule(Value(one, "MatchData") ?? "");
            found.Add(new(id, Value(one, "Description") ?? "", Setting("TO"), Setting("RenderFormat"), time, day));
        }

        return found;
    }

    public Task SetSubscriptionAsync(string report, ReportSubscription subscription, CancellationToken cancel)
    {
        XElement[] content =
        [
            subscription.Id is { } id ? new XElement(Rs + "SubscriptionID", id) : new XElement(Rs + "ItemPath", report),
            new XElement(
                Rs + "ExtensionSettings",
                new XElement(Rs + "Extension", ReportSubscription.EmailExtension),
                new XElement(
                    Rs + "ParameterValues",
                    subscription.Settings.Select(s => new XElement(
                        Rs + "ParameterValue",
                        new XElement(Rs + "Name", s.Name),
                        new XElement(Rs + "Value", s.Value)
                    ))
                )
            ),
            new XElement(Rs + "Description", subscription.Description),
            new XElement(Rs + "EventType", "TimedSubscription"),
            new XElement(Rs + "MatchData", MatchData(subscription)),
        ];
        return CallAsync(subscription.Id is null ? "CreateSubscription" : "SetSubscriptionProperties", cancel, content);
    }

    /// <summary>A schedule, which a server takes as a text of XML without a namespace.</summary>
    internal static string MatchData(ReportSubscription subscription) =>
        new XElement(
            "ScheduleDefinition",
            new XElement("StartDateTime", $"2026-01-01T{subscription.Time:HH\\:mm\\:ss}"),
            subscription.Day is { } day
                ? new XElement(
                    "WeeklyRecurrence",
                    new XElement("WeeksInterval", 1),
                    new XElement("DaysOfWeek", new XElement(day, "true"))
                )
                : new XElement("DailyRecurrence", new XElement("DaysInterval", 1))
        ).ToString(SaveOptions.DisableFormatting);

    /// <summary>
    /// When a schedule fires. Servers answer with another wording than they were given: with namespaces, an
    /// offset, and days that are false.
    /// </summary>
    internal static (TimeOnly Time, string? Day) Schedule(string matchData)
    {
        XElement definition;
        try
        {
            definition = XElement.Parse(matchData);
        }
        catch (XmlException)
        {
            // The id of a shared schedule, which somebody chose by hand.
            return (TimeOnly.MinValue, "a shared schedule");
        }

        XElement? Find(string name) => definition.Descendants().FirstOrDefault(e => e.Name.LocalName == name);
        var start = Find("StartDateTime")?.Value ?? "";
        var time =
            start.Length >= 16
            && TimeOnly.TryParseExact(start[11..16], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
                ? at
                : TimeOnly.MinValue;
        var days = Find("DaysOfWeek")?.Elements().Where(d => d.Value == "true").Select(d => d.Name.LocalName).ToList();
        var day =
            days is { Count: > 0 } ? string.Join(',', days)
            : Find("DailyRecurrence") is null ? "another rhythm"
            : null;
        return (time, day);
    }

    /// <summary>How often a schedule fires; null for one that does not go by minutes.</summary>
    private static int? MinutesOf(string matchData)
    {
        try
        {
            return XElement.Parse(matchData).Descendants().FirstOrDefault(e => e.Name.LocalName == "MinutesInterval") is { } found
                && int.TryParse(found.Value, CultureInfo.InvariantCulture, out var minutes)
                ? minutes
                : null;
        }
        catch (XmlException)
        {
            // The id of a shared schedule, which somebody chose by hand.
            return null;
        }
    }

    private static string? Value(XElement element, string name) => element.Element(Rs + name)?.Value;

    private async Task<XElement> CallAsync(string operation, CancellationToken cancel, params XElement[] content)
    {
        var envelope = new XDocument(
            new XElement(
                Soap + "Envelope",
                new XAttribute(XNamespace.Xmlns + "soap", Soap),
                new XElement(Soap + "Body", new XElement(Rs + operation, content))
            )
        );
        using var body = new StringContent(envelope.ToString(SaveOptions.DisableFormatting), Encoding.UTF8);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/xml") { CharSet = "utf-8" };
        body.Headers.Add("SOAPAction", $"\"{Rs.NamespaceName}/{operation}\"");
        using var answer = await client.PostAsync(_service, body, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        XElement? element;
        try
        {
            element = XDocument.Parse(text).Root?.Element(Soap + "Body")?.Elements().FirstOrDefault();
        }
        catch (XmlException e)
        {
            throw new ReportServerException(
                ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture),
                $"{_service} answered {(int)answer.StatusCode} {answer.ReasonPhrase}, not as a report server does. "
                    + "The address is that of the web service, such as http://reports01/ReportServer.",
                e
            );
        }

        if (element is null || element.Name == Soap + "Fault")
        {
            var detail = element?.Element("detail")?.Elements().FirstOrDefault(e => e.Name.LocalName == "ErrorCode")?.Value;
            throw new ReportServerException(
                detail ?? ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture),
                element?.Element("faultstring")?.Value ?? $"{operation} was answered with an empty envelope."
            );
        }

        return element;
    }
}
