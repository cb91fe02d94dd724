// The part of SSRS's SOAP endpoint ReportService2010 that deployment uses. Names, order and faults are those
// of its WSDL, so that a deployer cannot tell the difference; every other operation is refused by name.

using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using Microsoft.AspNetCore.Http;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed class ReportService(CatalogStore store)
{
    public const string Path = "/ReportServer/ReportService2010.asmx";

    /// <summary>What a server calls the one data source of a shared dataset.</summary>
    private const string DataSetSource = "DataSetDataSource";
    private const int LargestRequest = 16 * 1024 * 1024;
    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace Rs = "http://schemas.microsoft.com/sqlserver/reporting/2010/03/01/ReportServer";
    private static readonly XNamespace Errors = "http://www.microsoft.com/sql/reportingservices";
    private static readonly XNamespace Rdl2016 = RdlNode.Namespace2016;

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("text/xml", StringComparison.OrdinalIgnoreCase) != true)
        {
            // SOAP 1.1 is text/xml, which a form of another site cannot send.
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        XElement answer;
        var status = StatusCodes.Status200OK;
        try
        {
            answer = await AnswerAsync(await RequestAsync(context), context.RequestAborted);
        }
        catch (CatalogFault fault)
        {
            (status, answer) = (StatusCodes.Status500InternalServerError, Fault(fault.Code, fault.Message));
        }
        catch (RdlException error)
        {
            (status, answer) = (StatusCodes.Status500InternalServerError, Fault("rsInvalidReportDefinition", error.Message));
        }

        var envelope = new XDocument(
            new XElement(Soap + "Envelope", new XAttribute(XNamespace.Xmlns + "soap", Soap), new XElement(Soap + "Body", answer))
        );
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/xml; charset=utf-8";
        await context.Response.WriteAsync(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + envelope.ToString(SaveOptions.DisableFormatting),
            Encoding.UTF8,
            context.RequestAborted
        );
    }

    private static async Task<XElement> RequestAsync(HttpContext context)
    {
        try
        {
            using var text = new MemoryStream();
            await context.Request.Body.CopyToAsync(text, context.RequestAborted);
            if (text.Length > LargestRequest)
            {
                throw new CatalogFault("rsInvalidParameter", $"The request is larger than {LargestRequest} bytes.");
            }

            text.Position = 0;
            using var reader = XmlReader.Create(
                text,
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
            );
            var body = XDocument.Load(reader).Root?.Element(Soap + "Body");
            return body?.Elements().FirstOrDefault()
                ?? throw new CatalogFault("rsInvalidXml", "The request is no SOAP 1.1 envelope with an operation in its body.");
        }
        catch (XmlException error)
        {
            throw new CatalogFault("rsInvalidXml", $"The request is not well-formed XML: {error.Message}");
        }
    }

    private async Task<XElement> AnswerAsync(XElement request, CancellationToken cancellationToken)
    {
        if (request.Name.Namespace != Rs)
        {
            throw new CatalogFault(
                "rsInvalidXml",
                $"The operation is in the namespace '{request.Name.NamespaceName}'; '{Rs.NamespaceName}' is expected."
            );
        }

        return request.Name.LocalName switch
        {
            "CreateFolder" => Response(
                request,
                Info(
                    store.Put(
                        CatalogItem.Combine(Text(request, "Parent"), Text(request, "Folder")),
                        CatalogItem.Folder,
                        [],
                        overwrite: false
                    ),
                    "ItemInfo"
                )
            ),
            "CreateDataSource" => CreateDataSource(request),
            "CreateCatalogItem" => await CreateCatalogItemAsync(request, cancellationToken),
            "GetItemDefinition" => Response(
                request,
                new XElement(Rs + "Definition", Convert.ToBase64String(store.Get(Text(request, "ItemPath")).Definition))
            ),
            "GetItemType" => Response(
                request,
                new XElement(Rs + "Type", store.Find(Text(request, "ItemPath"))?.Type ?? "Unknown")
            ),
            "GetDataSourceContents" => GetDataSourceContents(request),
            "GetPolicies" => GetPolicies(request),
            "SetPolicies" => SetPolicies(request),
            "ListRoles" => Response(
                request,
                new XElement(
                    Rs + "Roles",
                    CatalogPolicy.KnownRoles.Select(r => new XElement(Rs + "Role", new XElement(Rs + "Name", r)))
                )
            ),
            "ListSubscriptions" => ListSubscriptions(request),
            "GetSubscriptionProperties" => GetSubscriptionProperties(request),
            "CreateSubscription" => CreateSubscription(request),
            "SetSubscriptionProperties" => SetSubscriptionProperties(request),
            "DeleteSubscription" => DeleteSubscription(request),
            "ListChildren" => Response(
                request,
                new XElement(
                    Rs + "CatalogItems",
                    store
                        .Children(
                            Text(request, "ItemPath"),
                            string.Equals(request.Element(Rs + "Recursive")?.Value, "true", StringComparison.Ordinal)
                        )
                        .Select(i => Info(i, "CatalogItem"))
                )
            ),
            "SetItemDataSources" => SetItemDataSources(request),
            "GetItemDataSources" => GetItemDataSources(request),
            "DeleteItem" => Delete(request),
            "GetItemReferences" => GetItemReferences(request),
            "SetItemReferences" => SetItemReferences(request),
            "GetCacheOptions" => GetCacheOptions(request),
            "SetCacheOptions" => SetCacheOptions(request),
            "FlushCache" => FlushCache(request),
            _ => throw new CatalogFault(
                "rsOperationNotSupported",
                $"The operation '{request.Name.LocalName}' is not supported by this portal."
            ),
        };
    }

    private XElement CreateDataSource(XElement request)
    {
        var definition =
            request.Element(Rs + "Definition")
            ?? throw new CatalogFault("rsMissingParameter", "The parameter 'Definition' is missing.");
        if (definition.Element(Rs + "Extension")?.Value is not "SQL")
        {
            throw new CatalogFault(
                "rsDataExtensionNotFound",
                $"The data extension '{definition.Element(Rs + "Extension")?.Value}' is not supported; SQL is."
            );
        }

        definition.Element(Rs + "Password")?.Remove(); // nothing here ever connects with it, so it is not kept
        var item = store.PutDataSource(
            CatalogItem.Combine(Text(request, "Parent"), Text(request, "DataSource")),
            Encoding.UTF8.GetBytes(definition.ToString()),
            Flag(request, "Overwrite")
        );
        return Response(request, Info(item, "ItemInfo"));
    }

    private async Task<XElement> CreateCatalogItemAsync(XElement request, CancellationToken cancellationToken)
    {
        var type = Text(request, "ItemType");
        var path = CatalogItem.Combine(Text(request, "Parent"), Text(request, "Name"));
        if (type is not (CatalogItem.Report or CatalogItem.DataSet))
        {
            throw new CatalogFault(
                "rsInvalidItemType",
                $"Items of type '{type}' are not supported by this portal; Report and DataSet are."
            );
        }

        byte[] definition;
        try
        {
            definition = Convert.FromBase64String(Text(request, "Definition"));
        }
        catch (FormatException)
        {
            throw new CatalogFault("rsInvalidParameter", "The parameter 'Definition' is no base64 text.");
        }

        var properties = (request.Element(Rs + "Properties")?.Elements(Rs + "Property") ?? []).ToDictionary(
            p => p.Element(Rs + "Name")?.Value ?? "",
            p => p.Element(Rs + "Value")?.Value ?? "",
            StringComparer.Ordinal
        );
        if (properties.Keys.FirstOrDefault(p => p is not ("Description" or "Hidden")) is { } unknown)
        {
            throw new CatalogFault("rsInvalidParameter", $"The property '{unknown}' is not supported by this portal.");
        }

        var item =
            type == CatalogItem.DataSet
                ? store.PutDataSet(path, definition, Flag(request, "Overwrite"))
                : await store.PutReportAsync(path, definition, Flag(request, "Overwrite"), cancellationToken);
        item = store.Describe(
            item.Path,
            properties.GetValueOrDefault("Description"),
            properties.TryGetValue("Hidden", out var hidden) ? bool.Parse(hidden) : null
        );
        var warnings = References(item)
            .Where(r => store.Find(r.Value)?.Type != CatalogItem.DataSource)
            .Select(r =>
                Warning(
                    item,
                    "rsDataSourceReferenceNotPublished",
                    $"The dataset refers to the shared data source '{r.Key}', which is not published on the report server. It must be published before this report can run."
                )
            )
            .ToList();
        if (type == CatalogItem.Report)
        {
            warnings.AddRange(
                store
                    .SharedDataSets(item)
                    .Where(r => store.Find(r.Value)?.Type != CatalogItem.DataSet)
                    .Select(r =>
                        Warning(
                            item,
                            "rsDataSetReferenceNotPublished",
                            $"The dataset '{r.Key}' refers to the shared dataset '{r.Value}', which is not published on the report server. It must be published before this report can run."
                        )
                    )
            );
        }

        return Response(request, Info(item, "ItemInfo"), warnings.Count == 0 ? null : new XElement(Rs + "Warnings", warnings));
    }

    private static XElement Warning(CatalogItem item, string code, string message) =>
        new(
            Rs + "Warning",
            new XElement(Rs + "Code", code),
            new XElement(Rs + "Severity", "Warning"),
            new XElement(Rs + "ObjectName", item.Name),
            new XElement(Rs + "ObjectType", item.Type),
            new XElement(Rs + "Message", message)
        );

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

    private CatalogItem DataSet(XElement request) =>
        store.Get(Text(request, "ItemPath")) is { Type: CatalogItem.DataSet } item
            ? item
            : throw new CatalogFault(
                "rsWrongItemType",
                $"The item '{Text(request, "ItemPath")}' is no shared dataset; this portal keeps the rows of these only."
            );

    private XElement GetItemReferences(XElement request)
    {
        var type = Text(request, "ReferenceItemType");
        if (type != CatalogItem.DataSet)
        {
            throw new CatalogFault("rsInvalidParameter", $"References to items of type '{type}' are not supported; DataSet is.");
        }

        return Response(
            request,
            new XElement(
                Rs + "ItemReferences",
                store
                    .SharedDataSets(store.Get(Text(request, "ItemPath")))
                    .Select(r => new XElement(
                        Rs + "ItemReferenceData",
                        new XElement(Rs + "Name", r.Key),
                        store.Find(r.Value) is null ? null : new XElement(Rs + "Reference", r.Value),
                        new XElement(Rs + "ReferenceType", CatalogItem.DataSet)
                    ))
            )
        );
    }

    private XElement SetItemReferences(XElement request)
    {
        store.LinkSharedDataSets(
            Text(request, "ItemPath"),
            (request.Element(Rs + "ItemReferences")?.Elements(Rs + "ItemReference") ?? []).ToDictionary(
                r => Text(r, "Name"),
                r => Text(r, "Reference"),
                StringComparer.Ordinal
            )
        );
        return Response(request);
    }

    private XElement SetItemDataSources(XElement request)
    {
        var item = store.Get(Text(request, "ItemPath"));
        var known = References(item);
        var links = new Dictionary<string, string>(known, StringComparer.Ordinal);
        foreach (var source in request.Element(Rs + "DataSources")?.Elements(Rs + "DataSource") ?? [])
        {
            var name = source.Element(Rs + "Name")?.Value ?? "";
            if (!known.ContainsKey(name))
            {
                throw new CatalogFault(
                    "rsDataSourceNotFound",
                    $"The item '{item.Path}' has no data source '{name}'; it has {string.Join(", ", known.Keys)}."
                );
            }

            var reference =
                source.Element(Rs + "DataSourceReference")?.Element(Rs + "Reference")?.Value
                ?? throw new CatalogFault(
                    "rsInvalidParameter",
                    $"The data source '{name}' has no reference; this portal knows shared data sources only."
                );
            links[name] =
                store.Get(reference).Type == CatalogItem.DataSource
                    ? reference
                    : throw new CatalogFault("rsWrongItemType", $"The item '{reference}' is no data source.");
        }

        store.Link(item.Path, links);
        return Response(request);
    }

    private XElement GetItemDataSources(XElement request)
    {
        var sources = References(store.Get(Text(request, "ItemPath")))
            .Select(r => new XElement(
                Rs + "DataSource",
                new XElement(Rs + "Name", r.Key),
                store.Find(r.Value) is null
                    ? new XElement(Rs + "InvalidDataSourceReference")
                    : new XElement(Rs + "DataSourceReference", new XElement(Rs + "Reference", r.Value))
            ));
        return Response(request, new XElement(Rs + "DataSources", sources));
    }

    private XElement Delete(XElement request)
    {
        store.Delete(Text(request, "ItemPath"));
        return Response(request);
    }

    /// <summary>The data sources of a report or shared dataset and the paths they point to: as linked, else
    /// as the file says, relative to the report's folder.</summary>
    public static Dictionary<string, string> References(CatalogItem item)
    {
        if (item.Type == CatalogItem.DataSet)
        {
            var reference = SharedDataSetDefinition.Parse(item.Path, item.Definition).DataSource;
            return new(StringComparer.Ordinal)
            {
                [DataSetSource] =
                    item.DataSources.GetValueOrDefault(DataSetSource)
                    ?? (reference.StartsWith('/') ? reference : CatalogItem.Combine(item.Parent, reference)),
            };
        }

        if (item.Type != CatalogItem.Report)
        {
            throw new CatalogFault("rsWrongItemType", $"The item '{item.Path}' is a {item.Type}, not a report.");
        }

        using var stream = new MemoryStream(item.Definition);
        return XDocument
            .Load(stream)
            .Descendants(Rdl2016 + "DataSource")
            .Where(d => d.Attribute("Name") is not null)
            .ToDictionary(
                d => d.Attribute("Name")!.Value,
                d =>
                    item.DataSources.GetValueOrDefault(d.Attribute("Name")!.Value)
                    ?? (
                        d.Element(Rdl2016 + "DataSourceReference")?.Value is { } reference && !reference.StartsWith('/')
                            ? CatalogItem.Combine(item.Parent, reference)
                            : d.Element(Rdl2016 + "DataSourceReference")?.Value ?? ""
                    ),
                StringComparer.Ordinal
            );
    }

    private XElement GetDataSourceContents(XElement request)
    {
        var item = store.Get(Text(request, "DataSource"));
        if (item.Type != CatalogItem.DataSource)
        {
            throw new CatalogFault("rsWrongItemType", $"The item '{item.Path}' is a {item.Type}, not a data source.");
        }

        var source = DataSourceText.Read(item);
        return Response(
            request,
            new XElement(
                Rs + "Definition",
                new XElement(Rs + "Extension", "SQL"),
                new XElement(Rs + "ConnectString", source.ConnectString),
                new XElement(Rs + "UseOriginalConnectString", "false"),
                new XElement(Rs + "OriginalConnectStringExpressionBased", "false"),
                new XElement(Rs + "CredentialRetrieval", source.CredentialRetrieval),
                new XElement(Rs + "WindowsCredentials", source.IsWindowsAccount ? "true" : "false"),
                new XElement(Rs + "ImpersonateUser", "false"),
                source.UserName is null ? null : new XElement(Rs + "UserName", source.UserName),
                new XElement(Rs + "Enabled", "true")
            )
        );
    }

    private XElement GetPolicies(XElement request)
    {
        var (isInherited, policies) = store.Policies(Text(request, "ItemPath"));
        return Response(
            request,
            new XElement(
                Rs + "Policies",
                policies.Select(p => new XElement(
                    Rs + "Policy",
                    new XElement(Rs + "GroupUserName", p.Name),
                    new XElement(Rs + "Roles", p.Roles.Select(r => new XElement(Rs + "Role", new XElement(Rs + "Name", r))))
                ))
            ),
            new XElement(Rs + "InheritParent", isInherited ? "true" : "false")
        );
    }

    private XElement SetPolicies(XElement request)
    {
        store.SetPolicies(
            Text(request, "ItemPath"),
            [
                .. (request.Element(Rs + "Policies")?.Elements(Rs + "Policy") ?? []).Select(p => new CatalogPolicy(
                    p.Element(Rs + "GroupUserName")?.Value ?? "",
                    [.. p.Descendants(Rs + "Role").Select(r => r.Element(Rs + "Name")?.Value ?? "")]
                )),
            ]
        );
        return Response(request);
    }

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
            new XElement(Rs + "MatchData", Told(subscription.Schedule).ToString())
        );
    }

    /// <summary>A server tells a schedule in other words than it was given: with a namespace, and every day
    /// of the week.</summary>
    private static XElement Told(XElement schedule)
    {
        string[] days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
        XElement Again(XElement element) =>
            new(
                Rs + element.Name.LocalName,
                element.Name.LocalName == "DaysOfWeek"
                    ? days.Select(d => (object)new XElement(Rs + d, element.Element(d)?.Value == "true" ? "true" : "false"))
                : element.HasElements ? element.Elements().Select(e => (object)Again(e))
                : element.Name.LocalName == "StartDateTime" ? [element.Value + ".000+00:00"]
                : [element.Value]
            );

        return new XElement("ScheduleDefinition", schedule.Elements().Select(Again));
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
        XElement schedule;
        try
        {
            schedule = XElement.Parse(Text(request, "MatchData"));
        }
        catch (XmlException)
        {
            throw new CatalogFault("rsInvalidXml", "The parameter 'MatchData' holds no schedule.");
        }

        var settings = request.Element(Rs + "ExtensionSettings");
        return new CatalogSubscription(
            id,
            report,
            Text(request, "Description"),
            Text(request, "EventType"),
            schedule,
            settings?.Element(Rs + "Extension")?.Value ?? "",
            [
                .. (settings?.Element(Rs + "ParameterValues")?.Elements(Rs + "ParameterValue") ?? []).Select(p =>
                    (p.Element(Rs + "Name")?.Value ?? "", p.Element(Rs + "Value")?.Value ?? "")
                ),
            ]
        );
    }

    private static string Text(XElement request, string name) =>
        request.Element(Rs + name)?.Value is { Length: > 0 } text
            ? text
            : throw new CatalogFault("rsMissingParameter", $"The parameter '{name}' is missing.");

    private static bool Flag(XElement request, string name) => request.Element(Rs + name)?.Value is "true" or "1";

    private static XElement Response(XElement request, params ReadOnlySpan<XElement?> content)
    {
        var response = new XElement(Rs + (request.Name.LocalName + "Response"));
        foreach (var element in content)
        {
            response.Add(element);
        }

        return response;
    }

    private static XElement Info(CatalogItem item, string name) =>
        new(
            Rs + name,
            new XElement(Rs + "ID", item.Id),
            new XElement(Rs + "Name", item.Name),
            new XElement(Rs + "Path", item.Path),
            new XElement(Rs + "TypeName", item.Type),
            item.Type == CatalogItem.Folder ? null : new XElement(Rs + "Size", item.Definition.Length),
            item.Description.Length == 0 ? null : new XElement(Rs + "Description", item.Description),
            item.IsHidden ? new XElement(Rs + "Hidden", "true") : null,
            new XElement(Rs + "CreationDate", XmlConvert.ToString(item.CreatedAt, XmlDateTimeSerializationMode.Utc)),
            new XElement(Rs + "ModifiedDate", XmlConvert.ToString(item.ModifiedAt, XmlDateTimeSerializationMode.Utc))
        );

    private static XElement Fault(string code, string message) =>
        new(
            Soap + "Fault",
            new XElement("faultcode", "soap:Client"),
            new XElement("faultstring", message),
            new XElement("faultactor", Path),
            new XElement(
                "detail",
                new XElement(Errors + "ErrorCode", code),
                new XElement(Errors + "HttpStatus", StatusCodes.Status400BadRequest.ToString(CultureInfo.InvariantCulture)),
                new XElement(Errors + "Message", message)
            )
        );
}
