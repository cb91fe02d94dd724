// A report server by its REST interface v2.0, which 2017 and later have at the address of the portal. A
// server of 2016 answers 404, and the message says so.
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace AxMonitor.Orchestrator.Reports;

/// <summary>A report server at the address of its portal, such as http://reports01/Reports.</summary>
internal sealed class RestReportServer(HttpClient client, CookieContainer cookies, Uri portal) : IReportServer
{
    private const string TokenCookie = "XSRF-TOKEN";
    private readonly Uri _api = new(portal.AbsoluteUri.TrimEnd('/') + "/api/v2.0/");

    public async Task<string> DescribeAsync(CancellationToken cancel)
    {
        var system =
            await FindAsync("System", cancel)
            ?? throw new ReportServerException(
                "404",
                $"{_api} is not there: SQL Server 2016 Reporting Services has no REST interface. "
                    + "Give the address of its web service instead, such as http://reports01/ReportServer."
            );
        // The cookie that this brings goes back as a header with all that is written.
        await FindAsync("Me", cancel);
        return $"{_api} (REST), {system["ProductName"]} {system["ProductVersion"]}";
    }

    public async Task<string?> TypeOfAsync(string path, CancellationToken cancel) =>
        path == "/" ? "Folder" : (await FindAsync(Item("CatalogItems", path), cancel))?["Type"]?.GetValue<string>();

    public Task CreateFolderAsync(string parent, string name, CancellationToken cancel) =>
        SendAsync(
            HttpMethod.Post,
            "Folders",
            new JsonObject
            {
                ["@odata.type"] = "#Model.Folder",
                ["Name"] = name,
                ["Path"] = parent,
            },
            cancel
        );

    public async Task<byte[]> DefinitionAsync(string path, CancellationToken cancel)
    {
        using var answer = await client.GetAsync(new Uri(_api, Item("CatalogItems", path) + "/Content/$value"), cancel);
        await ThrowAsync(answer, cancel);
        return await answer.Content.ReadAsByteArrayAsync(cancel);
    }

    public async Task<IReadOnlyList<string>> PublishAsync(string folder, ReportItem item, CancellationToken cancel)
    {
        var path = ReportDeployment.Combine(folder, item.Name);
        var old = await FindAsync(Item("CatalogItems", path), cancel);
        var body = new JsonObject
        {
            ["@odata.type"] = "#Model." + item.Kind,
            ["Name"] = item.Name,
            ["Path"] = path,
            ["Description"] = "",
            ["Hidden"] = item.IsHidden,
            ["ContentType"] = "",
            ["Content"] = Convert.ToBase64String(item.Definition),
        };
        await (
            old is null
                ? SendAsync(HttpMethod.Post, "CatalogItems", body, cancel)
                : SendAsync(HttpMethod.Put, $"CatalogItems({old["Id"]})", body, cancel)
        );
        return [];
    }

    public async Task<ReportDataSource> DataSourceAsync(string path, CancellationToken cancel)
    {
        var source = await GetAsync(Item("DataSources", path), cancel);
        var isStored = string.Equals(Text(source, "CredentialRetrieval"), "store", StringComparison.OrdinalIgnoreCase);
        var credentials = source["CredentialsInServer"];
        return new ReportDataSource(
            Text(source, "ConnectionString"),
            isStored && credentials is not null ? Text(credentials, "UserName") : null,
            isStored && credentials?["UseAsWindowsCredentials"]?.GetValue<bool>() == true
        );
    }

    public async Task SetDataSourceAsync(string folder, string name, ReportDataSource source, CancellationToken cancel)
    {
        var path = ReportDeployment.Combine(folder, name);
        var old = await FindAsync(Item("CatalogItems", path), cancel);
        var body = new JsonObject
        {
            ["@odata.type"] = "#Model.DataSource",
            ["Name"] = name,
            ["Path"] = path,
            ["DataSourceType"] = "SQL",
            ["ConnectionString"] = source.ConnectionString,
            ["CredentialRetrieval"] = source.UserName is null ? "integrated" : "store",
            ["IsEnabled"] = true,
            ["Hidden"] = false,
            ["IsConnectionStringOverridden"] = true,
            ["CredentialsByUser"] = null,
            ["CredentialsInServer"] = source.UserName is null
                ? null
                : new JsonObject
                {
                    ["UserName"] = source.UserName,
                    ["Password"] = source.Password,
                    ["UseAsWindowsCredentials"] = source.IsWindowsAccount,
                    ["ImpersonateAuthenticatedUser"] = false,
                },
        };
        await (
            old is null
                ? SendAsync(HttpMethod.Post, "DataSources", body, cancel)
                : SendAsync(HttpMethod.Put, $"DataSources({old["Id"]})", body, cancel)
        );
    }

    public async Task<IReadOnlyDictionary<string, string?>> LinksAsync(
        ReportItemKind kind,
        string path,
        CancellationToken cancel
    ) =>
        Values(await GetAsync(Item(kind + "s", path) + "/DataSources", cancel))
            .ToDictionary(
                s => Text(s, "Name"),
                s => s["IsReference"]?.GetValue<bool>() == true ? s["Path"]?.GetValue<string>() : null,
                StringComparer.Ordinal
            );

    public Task LinkAsync(
        ReportItemKind kind,
        string path,
        IReadOnlyDictionary<string, string> links,
        CancellationToken cancel
    ) =>
        SendAsync(
            HttpMethod.Put,
            Item(kind + "s", path) + "/DataSources",
            new JsonArray([
                .. links.Select(l => new JsonObject
                {
                    ["Name"] = l.Key,
                    ["IsReference"] = true,
                    ["Path"] = l.Value,
                }),
            ]),
            cancel
        );

    public async Task<IReadOnlyDictionary<string, string?>> DataSetLinksAsync(string report, CancellationToken cancel) =>
        Values(await GetAsync(Item("Reports", report) + "/SharedDataSets", cancel))
            .ToDictionary(s => Text(s, "Name"), s => s["Path"]?.GetValue<string>(), StringComparer.Ordinal);

    public Task LinkDataSetsAsync(string report, IReadOnlyDictionary<string, string> links, CancellationToken cancel) =>
        SendAsync(
            HttpMethod.Put,
            Item("Reports", report) + "/SharedDataSets",
            new JsonArray([.. links.Select(l => new JsonObject { ["Name"] = l.Key, ["Path"] = l.Value })]),
            cancel
        );

    public async Task<int?> KeepMinutesAsync(string dataSet, CancellationToken cancel)
    {
        var options = await GetAsync(Item("DataSets", dataSet) + "/CacheOptions", cancel);
        return Text(options, "ExecutionType") == "Cache" ? options["Expiration"]?["Minutes"]?.GetValue<int>() : null;
    }

    public Task SetKeepMinutesAsync(string dataSet, int minutes, CancellationToken cancel) =>
        SetCacheAsync(
            dataSet,
            new JsonObject
            {
                ["ExecutionType"] = "Cache",
                ["Expiration"] = new JsonObject { ["@odata.type"] = "#Model.ExpirationReference", ["Minutes"] = minutes },
            },
            cancel
        );

    /// <summary>This interface has no call for it; but what is not to be kept is not there any
    /// more.</summary>
    public async Task FlushAsync(string dataSet, CancellationToken cancel)
    {
        if (await KeepMinutesAsync(dataSet, cancel) is { } minutes)
        {
            await SetCacheAsync(dataSet, new JsonObject { ["ExecutionType"] = "Live" }, cancel);
            await SetKeepMinutesAsync(dataSet, minutes, cancel);
        }
    }

    private Task SetCacheAsync(string dataSet, JsonObject options, CancellationToken cancel) =>
        SendAsync(HttpMethod.Put, Item("DataSets", dataSet) + "/CacheOptions", options, cancel);

    public async Task<IReadOnlyList<string>> ParametersAsync(string dataSet, CancellationToken cancel) =>
        [
            .. Values(await GetAsync(Item("DataSets", dataSet) + "/ParameterDefinitions", cancel)).Select(p => Text(p, "Name")),
        ];

    public async Task<IReadOnlyList<ReportRefreshPlan>> PlansAsync(string dataSet, CancellationToken cancel)
    {
        List<ReportRefreshPlan> found = [];
        foreach (var listed in Values(await GetAsync(Item("DataSets", dataSet) + "/CacheRefreshPlans", cancel)))
        {
            // A list may leave out the values; the plan itself has them.
            var one = await GetAsync($"CacheRefreshPlans({Text(listed, "Id")})", cancel);
            found.Add(
                new(
                    Text(one, "Id"),
                    Text(one, "Description"),
                    one["Schedule"]?["Definition"]?["Recurrence"]?["MinuteRecurrence"]?["MinutesInterval"]?.GetValue<int>(),
                    (one["ParameterValues"] as JsonArray ?? [])
                        .OfType<JsonObject>()
                        .ToDictionary(v => Text(v, "Name"), v => v["Value"]?.ToString(), StringComparer.Ordinal)
                )
            );
        }

        return found;
    }

    public Task SetPlanAsync(string dataSet, ReportRefreshPlan plan, CancellationToken cancel)
    {
        var body = new JsonObject
        {
            ["CatalogItemPath"] = dataSet,
            ["Description"] = plan.Description,
            ["EventType"] = ReportRefreshPlan.EventType,
            ["Schedule"] = new JsonObject
            {
                ["ScheduleID"] = null,
                ["Definition"] = new JsonObject
                {
                    ["StartDateTime"] = "2026-01-01T00:00:00",
                    ["EndDateSpecified"] = false,
                    ["Recurrence"] = new JsonObject
                    {
                        ["MinuteRecurrence"] = new JsonObject { ["MinutesInterval"] = plan.Minutes },
                    },
                },
            },
            ["ParameterValues"] = new JsonArray([
                .. plan.Values.Select(v => new JsonObject
                {
                    ["Name"] = v.Key,
                    ["Value"] = v.Value,
                    ["IsValueFieldReference"] = false,
                }),
            ]),
        };
        return plan.Id is { } id
            ? SendAsync(HttpMethod.Put, $"CacheRefreshPlans({id})", body, cancel)
            : SendAsync(HttpMethod.Post, "CacheRefreshPlans", body, cancel);
    }

    public async Task RemovePlanAsync(string id, CancellationToken cancel) =>
        await SendAsync(HttpMethod.Delete, $"CacheRefreshPlans({id})", new JsonObject(), cancel);

    public async Task<IReadOnlyList<ReportPolicy>> PoliciesAsync(string path, CancellationToken cancel) =>
        [
            .. ((await GetAsync(Item("Folders", path) + "/Policies", cancel))["Policies"]?.AsArray() ?? [])
                .OfType<JsonObject>()
                .Select(p => new ReportPolicy(
                    Text(p, "GroupUserName"),
                    [.. (p["Roles"]?.AsArray() ?? []).OfType<JsonObject>().Select(r => Text(r, "Name"))]
                )),
        ];

    public Task SetPoliciesAsync(string path, IReadOnlyList<ReportPolicy> policies, CancellationToken cancel) =>
        SendAsync(
            HttpMethod.Put,
            Item("Folders", path) + "/Policies",
            new JsonObject
            {
                ["InheritParentPolicy"] = false,
                ["Policies"] = new JsonArray([
                    .. policies.Select(p => new JsonObject
                    {
                        ["GroupUserName"] = p.Name,
                        ["Roles"] = new JsonArray([
                            .. p.Roles.Select(r => new JsonObject { ["Name"] = r, ["Description"] = "" }),
                        ]),
                    }),
                ]),
            },
            cancel
        );

    public async Task<IReadOnlyList<ReportSubscription>> SubscriptionsAsync(string report, CancellationToken cancel)
    {
        List<ReportSubscription> found = [];
        foreach (var one in Values(await GetAsync(Item("Reports", report) + "/Subscriptions", cancel)))
        {
            var settings = one["ExtensionSettings"];
            if (settings is null || Text(settings, "Extension") != ReportSubscription.EmailExtension)
            {
                continue;
            }

            string Setting(string name) =>
                (settings["ParameterValues"]?.AsArray() ?? [])
                    .OfType<JsonObject>()
                    .Where(p => Text(p, "Name") == name)
                    .Select(p => Text(p, "Value"))
                    .FirstOrDefault("");
            var definition = one["Schedule"]?["Definition"];
            var start = definition is null ? "" : Text(definition, "StartDateTime");
            var time =
                start.Length >= 16
                && TimeOnly.TryParseExact(start[11..16], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
                    ? at
                    : TimeOnly.MinValue;
            var recurrence = definition?["Recurrence"];
            var days = (recurrence?["WeeklyRecurrence"]?["DaysOfWeek"] as JsonObject ?? [])
                .Where(d => d.Value?.GetValueKind() == System.Text.Json.JsonValueKind.True)
                .Select(d => d.Key)
                .ToList();
            var day = days.Count > 0 ? string.Join(',', days) : recurrence?["DailyRecurrence"] is null ? "another rhythm" : null;
            found.Add(new(Text(one, "Id"), Text(one, "Description"), Setting("TO"), Setting("RenderFormat"), time, day));
        }

        return found;
    }

    public Task SetSubscriptionAsync(string report, ReportSubscription subscription, CancellationToken cancel)
    {
        var body = new JsonObject
        {
            ["Report"] = report,
            ["Description"] = subscription.Description,
            ["IsDataDriven"] = false,
            ["IsActive"] = true,
            ["EventType"] = "TimedSubscription",
            ["Schedule"] = new JsonObject
            {
                ["ScheduleID"] = null,
                ["Definition"] = new JsonObject
                {
                    ["StartDateTime"] = $"2026-01-01T{subscription.Time:HH\\:mm\\:ss}",
                    ["EndDate"] = "0001-01-01T00:00:00Z",
                    ["EndDateSpecified"] = false,
                    ["Recurrence"] = new JsonObject
                    {
                        ["MinuteRecurrence"] = null,
                        ["DailyRecurrence"] = subscription.Day is null ? new JsonObject { ["DaysInterval"] = 1 } : null,
                        ["WeeklyRecurrence"] = subscription.Day is { } day
                            ? new JsonObject
                            {
                                ["WeeksInterval"] = 1,
                                ["WeeksIntervalSpecified"] = true,
                                ["DaysOfWeek"] = new JsonObject { [day] = true },
                            }
                            : null,
                        ["MonthlyRecurrence"] = null,
                        ["MonthlyDOWRecurrence"] = null,
                    },
                },
            },
            ["DataQuery"] = null,
            ["DeliveryExtension"] = ReportSubscription.EmailExtension,
            ["ExtensionSettings"] = new JsonObject
            {
                ["Extension"] = ReportSubscription.EmailExtension,
                ["ParameterValues"] = new JsonArray([
                    .. subscription.Settings.Select(s => new JsonObject
                    {
                        ["Name"] = s.Name,
                        ["Value"] = s.Value,
                        ["IsValueFieldReference"] = false,
                    }),
                ]),
            },
            ["ParameterValues"] = new JsonArray(),
        };
        return subscription.Id is { } id
            ? SendAsync(HttpMethod.Patch, $"Subscriptions({id})", body, cancel)
            : SendAsync(HttpMethod.Post, "Subscriptions", body, cancel);
    }

    /// <summary>An item by its path, in which a quote is doubled.</summary>
    private static string Item(string set, string path) =>
        $"{set}(Path='{string.Join('/', path.Replace("'", "''", StringComparison.Ordinal).Split('/').Select(Uri.EscapeDataString))}')";

    private static IEnumerable<JsonObject> Values(JsonNode answer) => (answer["value"]?.AsArray() ?? []).OfType<JsonObject>();

    private static string Text(JsonNode node, string name) => node[name]?.ToString() ?? "";

    private async Task<JsonNode> GetAsync(string address, CancellationToken cancel) =>
        await FindAsync(address, cancel) ?? throw new ReportServerException("404", $"{_api}{address} is not there.");

    private async Task<JsonNode?> FindAsync(string address, CancellationToken cancel)
    {
        using var answer = await client.GetAsync(new Uri(_api, address), cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await ThrowAsync(answer, cancel);
        return await JsonAsync(answer, cancel);
    }

    private async Task SendAsync(HttpMethod method, string address, JsonNode body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(_api, address)) { Content = JsonContent.Create(body) };
        if (cookies.GetCookies(_api)[TokenCookie]?.Value is { } token)
        {
            request.Headers.Add("X-XSRF-TOKEN", Uri.UnescapeDataString(token));
        }

        using var answer = await client.SendAsync(request, cancel);
        await ThrowAsync(answer, cancel);
    }

    private static async Task ThrowAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        var error =
            answer.Content.Headers.ContentType?.MediaType == "application/json"
                ? (await JsonAsync(answer, cancel))?["error"]
                : null;
        throw new ReportServerException(
            error?["code"]?.ToString() ?? status,
            error?["message"]?.ToString() ?? $"The report server answered {status} {answer.ReasonPhrase}."
        );
    }

    private static async Task<JsonNode?> JsonAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<JsonNode>(cancel);
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new ReportServerException(
                ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture),
                $"{answer.RequestMessage?.RequestUri} answered, but not as a report server's REST interface does.",
                e
            );
        }
    }
}
