// The part of a report server's REST interface v2.0 that deployment uses, at /Reports/api/v2.0: folders,
// reports, shared datasets and
// their caching, data sources, rights, subscriptions. Other resources are refused by name.

using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using Microsoft.AspNetCore.Http;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed partial class RestService(CatalogStore store, RefreshPlans plans)
{
    public const string Path = "/Reports/api/v2.0/{**resource}";
    private const string TokenCookie = "XSRF-TOKEN";
    private const string TokenHeader = "X-XSRF-TOKEN";
    private static readonly XNamespace Rs = "http://schemas.microsoft.com/sqlserver/reporting/2010/03/01/ReportServer";
    private readonly string _token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    public async Task HandleAsync(HttpContext context, string resource)
    {
        var method = context.Request.Method;
        try
        {
            if (
                !HttpMethods.IsGet(method)
                && !string.Equals(context.Request.Headers[TokenHeader].ToString(), _token, StringComparison.Ordinal)
            )
            {
                // A form of another site cannot send the header.
                await ErrorAsync(
                    context,
                    StatusCodes.Status403Forbidden,
                    "XsrfToken",
                    $"The header {TokenHeader} is missing or wrong."
                );
                return;
            }

            await AnswerAsync(context, method, resource);
        }
        catch (CatalogFault fault)
        {
            var status = fault.Code switch
            {
                "rsItemNotFound" or "rsSubscriptionNotFound" or "rsCacheRefreshPlanNotFound" => StatusCodes.Status404NotFound,
                "rsItemAlreadyExists" => StatusCodes.Status409Conflict,
                _ => StatusCodes.Status400BadRequest,
            };
            await ErrorAsync(context, status, fault.Code, fault.Message);
        }
        catch (RdlException error)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, "rsInvalidReportDefinition", error.Message);
        }
        catch (JsonException error)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, "InvalidBody", error.Message);
        }
    }

    private async Task AnswerAsync(HttpContext context, string method, string resource)
    {
        var match = Address().Match(resource);
        var set = match.Groups["set"].Value;
        var path =
            match.Groups["path"].Success ? match.Groups["path"].Value.Replace("''", "'", StringComparison.Ordinal)
            : match.Groups["id"].Success && set is not ("Subscriptions" or RestPlans.Set) ? store.ById(match.Groups["id"].Value).Path
            : null;
        var rest = match.Groups["rest"].Value;
        if (set == RestPlans.Set || rest == "/" + RestPlans.Set)
        {
            var found = await RestPlans.AnswerAsync(context, store, plans, match.Groups["id"].Value, path, rest);
            await (found ? Task.CompletedTask : RefuseAsync(context, method, resource));
            return;
        }

        switch (method, set, rest)
        {
            case ("GET", "System", ""):
                await JsonAsync(
                    context,
                    new JsonObject
                    {
                        ["ProductName"] = "SQL Server Reporting Services",
                        ["ProductVersion"] = "14.0.600.0 (stand-in)",
                        ["ProductType"] = "SqlServerReportingServices",
                        ["ReportServerAbsoluteUrl"] = $"{context.Request.Scheme}://{context.Request.Host}/ReportServer",
                        ["WebPortalRelativeUrl"] = "/Reports",
                    }
                );
                return;
            case ("GET", "Me", ""):
                context.Response.Cookies.Append(TokenCookie, _token, new CookieOptions { SameSite = SameSiteMode.Strict });
                await JsonAsync(context, new JsonObject { ["Username"] = "sandbox" });
                return;
            case ("GET", "CatalogItems" or "Folders" or "Reports", "") when path is not null:
                await JsonAsync(context, Item(store.Get(path)));
                return;
            case ("GET", "DataSources", "") when path is not null:
                await JsonAsync(context, DataSource(store.Get(path)));
                return;
            case ("GET", "CatalogItems", "/Content/$value") when path is not null:
                await context.Response.Body.WriteAsync(store.Get(path).Definition, context.RequestAborted);
                return;
            case ("GET", "DataSets", "/CacheOptions") when path is not null:
                await JsonAsync(context, CacheOptions(DataSet(path)));
                return;
            case ("GET", "Reports" or "DataSets", "/ParameterDefinitions") when path is not null:
                await JsonAsync(
                    context,
                    Values((await ItemParameter.OfAsync(store, path, context.RequestAborted)).Select(Parameter))
                );
                return;
            case ("GET", "Reports", "/SharedDataSets") when path is not null:
                await JsonAsync(
                    context,
                    Values(
                        store
                            .SharedDataSets(store.Get(path))
                            .Select(r => new JsonObject
                            {
                                ["Name"] = r.Key,
                                ["Path"] = store.Find(r.Value) is null ? null : r.Value,
                            })
                    )
                );
                return;
            case ("GET", "Reports" or "DataSets", "/DataSources") when path is not null:
                await JsonAsync(context, Values(Links(store.Get(path))));
                return;
            case ("GET", "Reports", "/Subscriptions") when path is not null:
                await JsonAsync(context, Values(store.Subscriptions(path).Select(Subscription)));
                return;
            case ("GET", "Folders" or "CatalogItems", "/Policies") when path is not null:
                await JsonAsync(context, Policies(path));
                return;
        }

        var body =
            await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) ?? new JsonObject();
        switch (method, set, rest)
        {
            case ("POST", "Folders", ""):
                store.Put(CatalogItem.Combine(Text(body, "Path"), Text(body, "Name")), CatalogItem.Folder, [], overwrite: false);
                context.Response.StatusCode = StatusCodes.Status201Created;
                return;
            case ("POST", "CatalogItems", "/Model.MoveItems"):
                await MoveAsync(context, body);
                return;
            case ("POST", "CatalogItems", ""):
                await PublishAsync(Text(body, "Path"), body, overwrite: false, context.RequestAborted);
                context.Response.StatusCode = StatusCodes.Status201Created;
                return;
            case ("PUT", "CatalogItems", "") when path is not null:
                await PublishAsync(path, body, overwrite: true, context.RequestAborted);
                return;
            case ("POST", "DataSources", ""):
                Write(Text(body, "Path"), body, overwrite: false);
                context.Response.StatusCode = StatusCodes.Status201Created;
                return;
            case ("PUT", "DataSources", "") when path is not null:
                Write(path, body, overwrite: true);
                return;
            case ("PUT", "DataSets", "/CacheOptions") when path is not null:
                store.Keep(DataSet(path).Path, KeepMinutes(body));
                return;
            case ("PUT", "Reports", "/SharedDataSets") when path is not null:
                store.LinkSharedDataSets(
                    path,
                    (body as JsonArray ?? [])
                        .OfType<JsonObject>()
                        .ToDictionary(l => Text(l, "Name"), l => Text(l, "Path"), StringComparer.Ordinal)
                );
                return;
            case ("PUT", "Reports" or "DataSets", "/DataSources") when path is not null:
                Link(path, body);
                return;
            case ("PUT", "Folders" or "CatalogItems", "/Policies") when path is not null:
                store.SetPolicies(
                    path,
                    [
                        .. (body["Policies"]?.AsArray() ?? []).OfType<JsonObject>().Select(p => new CatalogPolicy(
                            Text(p, "GroupUserName"),
                            [.. (p["Roles"]?.AsArray() ?? []).OfType<JsonObject>().Select(r => Text(r, "Name"))]
                        )),
                    ]
                );
                return;
            case ("POST", "Subscriptions", ""):
                store.Subscribe(Subscription(body, Guid.NewGuid().ToString(), Text(body, "Report")));
                context.Response.StatusCode = StatusCodes.Status201Created;
                return;
            case ("PATCH", "Subscriptions", "") when match.Groups["id"].Success:
                var old = store.Subscription(match.Groups["id"].Value);
                store.Subscribe(Subscription(body, old.Id, old.Report));
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
        }

        await RefuseAsync(context, method, resource);
    }

    /// <summary>Each item by itself: one that cannot be moved does not keep the others.</summary>
    private async Task MoveAsync(HttpContext context, JsonNode body)
    {
        var target = Text(body, "TargetPath");
        var failed = new JsonArray();
        foreach (var path in (body["CatalogItemPaths"]?.AsArray() ?? []).Select(p => p?.ToString() ?? ""))
        {
            try
            {
                var name = path[(path.LastIndexOf('/') + 1)..];
                await store.MoveAsync(path, CatalogItem.Combine(target, name), context.RequestAborted);
            }
            catch (CatalogFault fault)
            {
                failed.Add(fault.Message);
            }
        }

        await JsonAsync(context, new JsonObject { ["FailedOperations"] = failed, ["HasErrors"] = failed.Count > 0 });
    }

    private static Task RefuseAsync(HttpContext context, string method, string resource) =>
        ErrorAsync(
            context,
            StatusCodes.Status404NotFound,
            "NotSupported",
            $"{method} {resource} is not supported by this portal."
        );

    private async Task PublishAsync(string path, JsonNode body, bool overwrite, CancellationToken cancellationToken)
    {
        var type = Text(body, "@odata.type");
        if (type is not ("#Model.Report" or "#Model.DataSet"))
        {
            throw new CatalogFault(
                "rsInvalidItemType",
                $"Items of type '{type}' are not supported; #Model.Report and #Model.DataSet are."
            );
        }

        byte[] content;
        try
        {
            content = Convert.FromBase64String(Text(body, "Content"));
        }
        catch (FormatException)
        {
            throw new CatalogFault("rsInvalidParameter", "The property 'Content' is no base64 text.");
        }

        var item =
            type == "#Model.DataSet"
                ? store.PutDataSet(path, content, overwrite)
                : await store.PutReportAsync(path, content, overwrite, cancellationToken);
        store.Describe(
            item.Path,
            body["Description"]?.ToString(),
            body["Hidden"] is JsonValue hidden && hidden.TryGetValue<bool>(out var isHidden) ? isHidden : null
        );
    }

    private CatalogItem DataSet(string path) =>
        store.Get(path) is { Type: CatalogItem.DataSet } item
            ? item
            : throw new CatalogFault("rsWrongItemType", $"The item '{path}' is no shared dataset.");

    private static JsonObject Parameter(ItemParameter parameter) =>
        new()
        {
            ["Name"] = parameter.Name,
            ["ParameterType"] = parameter.Type,
            ["Nullable"] = parameter.IsNullable,
            ["AllowBlank"] = parameter.AllowsBlank,
            ["MultiValue"] = parameter.IsMultiValue,
            ["Prompt"] = parameter.Prompt,
            ["ParameterState"] = parameter.HasDefault ? "HasValidValue" : "MissingValidValue",
        };

    private static JsonObject CacheOptions(CatalogItem item) =>
        new()
        {
            ["ExecutionType"] = item.KeepMinutes is null ? "Live" : "Cache",
            ["Expiration"] = item.KeepMinutes is { } minutes ? new JsonObject { ["Minutes"] = minutes } : null,
        };

    private static int? KeepMinutes(JsonNode body) =>
        Text(body, "ExecutionType") switch
        {
            "Live" => null,
            "Cache" when body["Expiration"]?["Minutes"] is JsonValue value && value.TryGetValue<int>(out var minutes) => minutes,
            var other => throw new CatalogFault(
                "rsInvalidParameter",
                $"The execution type '{other}' is not supported; Live, and Cache with an expiration in minutes, are."
            ),
        };

    private void Write(string path, JsonNode body, bool overwrite)
    {
        if (Text(body, "DataSourceType") != "SQL")
        {
            throw new CatalogFault(
                "rsDataExtensionNotFound",
                $"The data extension '{Text(body, "DataSourceType")}' is not supported; SQL is."
            );
        }

        var retrieval = Text(body, "CredentialRetrieval").ToLowerInvariant() switch
        {
            "integrated" => "Integrated",
            "store" => "Store",
            "prompt" => "Prompt",
            "none" => "None",
            var other => throw new CatalogFault("rsInvalidParameter", $"The credential retrieval '{other}' does not exist."),
        };
        var credentials = body["CredentialsInServer"];
        store.PutDataSource(
            path,
            DataSourceText.Write(
                Rs,
                new DataSourceText(
                    Text(body, "ConnectionString"),
                    retrieval,
                    credentials is null ? null : Text(credentials, "UserName"),
                    credentials?["UseAsWindowsCredentials"]?.GetValue<bool>() == true
                )
            ),
            overwrite
        );
    }

    private void Link(string path, JsonNode body)
    {
        var item = store.Get(path);
        var known = CatalogReferences.Of(item);
        var links = new Dictionary<string, string>(known, StringComparer.Ordinal);
        foreach (var source in (body as JsonArray ?? []).OfType<JsonObject>())
        {
            var name = Text(source, "Name");
            if (!known.ContainsKey(name))
            {
                throw new CatalogFault("rsDataSourceNotFound", $"The item '{path}' has no data source '{name}'.");
            }

            links[name] =
                store.Get(Text(source, "Path")).Type == CatalogItem.DataSource
                    ? Text(source, "Path")
                    : throw new CatalogFault("rsWrongItemType", $"The item '{Text(source, "Path")}' is no data source.");
        }

        store.Link(item.Path, links);
    }

    private IEnumerable<JsonObject> Links(CatalogItem report) =>
        CatalogReferences
            .Of(report)
            .Select(r => new JsonObject
            {
                ["Name"] = r.Key,
                ["IsReference"] = store.Find(r.Value) is not null,
                ["Path"] = store.Find(r.Value) is null ? null : r.Value,
            });

    private JsonObject Policies(string path)
    {
        var (isInherited, policies) = store.Policies(path);
        return new JsonObject
        {
            ["InheritParentPolicy"] = isInherited,
            ["Policies"] = new JsonArray([
                .. policies.Select(p => new JsonObject
                {
                    ["GroupUserName"] = p.Name,
                    ["Roles"] = new JsonArray([.. p.Roles.Select(r => new JsonObject { ["Name"] = r })]),
                }),
            ]),
        };
    }

    private static JsonObject Item(CatalogItem item) =>
        new()
        {
            ["Id"] = item.Id,
            ["Name"] = item.Name,
            ["Path"] = item.Path,
            ["Type"] = item.Type,
        };

    private static JsonObject DataSource(CatalogItem item)
    {
        if (item.Type != CatalogItem.DataSource)
        {
            throw CatalogFault.NotFound(item.Path);
        }

        var source = DataSourceText.Read(item);
        var json = Item(item);
        json["DataSourceType"] = "SQL";
        json["ConnectionString"] = source.ConnectString;
        json["CredentialRetrieval"] = source.CredentialRetrieval.ToLowerInvariant();
        json["CredentialsInServer"] = source.IsStored
            ? new JsonObject { ["UserName"] = source.UserName, ["UseAsWindowsCredentials"] = source.IsWindowsAccount }
            : null;
        return json;
    }

    private static CatalogSubscription Subscription(JsonNode body, string id, string report)
    {
        var settings = body["ExtensionSettings"];
        return new CatalogSubscription(
            id,
            report,
            Text(body, "Description"),
            Text(body, "EventType"),
            CatalogSchedule.FromJson(body),
            settings is null ? "" : Text(settings, "Extension"),
            [
                .. (settings?["ParameterValues"]?.AsArray() ?? [])
                    .OfType<JsonObject>()
                    .Select(p => (Text(p, "Name"), Text(p, "Value"))),
            ]
        );
    }

    private static JsonObject Subscription(CatalogSubscription subscription) =>
        new()
        {
            ["Id"] = subscription.Id,
            ["Report"] = subscription.Report,
            ["Description"] = subscription.Description,
            ["EventType"] = subscription.EventType,
            ["Schedule"] = subscription.Schedule.ToJson(),
            ["DeliveryExtension"] = subscription.Extension,
            ["ExtensionSettings"] = new JsonObject
            {
                ["Extension"] = subscription.Extension,
                ["ParameterValues"] = new JsonArray([
                    .. subscription.Settings.Select(s => new JsonObject { ["Name"] = s.Name, ["Value"] = s.Value }),
                ]),
            },
        };

    public static JsonObject Values(IEnumerable<JsonObject> values) => new() { ["value"] = new JsonArray([.. values]) };

    public static string Text(JsonNode node, string name) => (node as JsonObject)?[name]?.ToString() ?? "";

    public static Task JsonAsync(HttpContext context, JsonObject answer) =>
        context.Response.WriteAsJsonAsync(answer, context.RequestAborted);

    private static Task ErrorAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        return JsonAsync(context, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });
    }

    [GeneratedRegex(
        @"^(?<set>\w+)(\((Path='(?<path>([^']|'')+)'|(?<id>[0-9a-fA-F-]{36}))\))?(?<rest>(/.*)?)$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Address();
}
