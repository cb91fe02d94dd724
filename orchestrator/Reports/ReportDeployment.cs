// Brings the report pages to a report server: folder, data source, shared
// datasets, how long they are kept and when they are read ahead, reports, rights, subscriptions. What is as
// it should be is left alone, so that a second run changes nothing; a dry run says what a run would do.
namespace AxMonitor.Orchestrator.Reports;

/// <summary>What is to be on the server.</summary>
/// <param name="Folder">Path of the folder, such as /AxMonitor.</param>
/// <param name="Items">The shared datasets and the reports, in this order.</param>
/// <param name="Flushes">Throws away what the server keeps of the datasets.</param>
/// <param name="SetsPassword">Also writes a data source that looks right: the password may be
/// another.</param>
/// <param name="Policies">Groups and the roles they must have on the folder.</param>
/// <param name="Recipients">Who gets the standard subscriptions; null for none.</param>
internal sealed record WantedReports(
    string Folder,
    IReadOnlyList<ReportItem> Items,
    bool Flushes,
    ReportDataSource? DataSource,
    bool SetsPassword,
    IReadOnlyList<ReportPolicy> Policies,
    string? Recipients
);

/// <summary>One thing on the server and what is, or would be, done about it.</summary>
/// <param name="Action">create, replace, change, remove, flush or unchanged; refused where the server did
/// not take it; left where nothing could be done.</param>
internal sealed record ReportChange(string Kind, string Path, string Action, string Detail = "")
{
    public bool IsRefused => Action == "refused";

    public bool IsDone => Action is not ("unchanged" or "left") && !IsRefused;
}

/// <summary>A deployment to one server.</summary>
internal sealed class ReportDeployment(IReportServer server, WantedReports wanted, bool isDryRun, Action<string> step)
{
    private const string DataSourceName = "AxMonitor";
    private readonly List<ReportChange> _changes = [];

    /// <summary>The mails that every installation wants: how it is each morning, how the week was.</summary>
    public static IReadOnlyList<(string Report, ReportSubscription Subscription)> Standard(string recipients) =>
        [
            ("Overview", new(null, "AxMonitor: daily overview", recipients, "MHTML", new TimeOnly(6, 30), null)),
            ("WeeklyReport", new(null, "AxMonitor: weekly report", recipients, "PDF", new TimeOnly(7, 0), "Monday")),
        ];

    public static string Combine(string folder, string name) => folder == "/" ? "/" + name : $"{folder}/{name}";

    public async Task<IReadOnlyList<ReportChange>> RunAsync(CancellationToken cancel)
    {
        var isNew = await FoldersAsync(cancel);
        var isStored = await DataSourceAsync(isNew, cancel);
        if (!isStored && wanted.Items.Any(i => i.KeepMinutes is not null))
        {
            _changes.Add(
                new("cache", wanted.Folder, "left", "every reader reads with an account of his own, so nothing is kept for all")
            );
        }

        foreach (var item in wanted.Items)
        {
            step(item.Name);
            await ItemAsync(item, isNew, isStored, cancel);
        }

        await PoliciesAsync(isNew, cancel);
        await SubscriptionsAsync(cancel);
        return _changes;
    }

    /// <summary>Each level of the path; says whether the folder itself had to be made.</summary>
    private async Task<bool> FoldersAsync(CancellationToken cancel)
    {
        var parent = "/";
        var isMissing = false;
        foreach (var name in wanted.Folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = Combine(parent, name);
            var type = isMissing ? null : await server.TypeOfAsync(path, cancel);
            isMissing = type is null;
            if (type is not (null or "Folder"))
            {
                throw new ReportServerException("rsWrongItemType", $"{path} is a {type} on the server, not a folder.");
            }

            var level = parent;
            await DoAsync("folder", path, isMissing ? "create" : null, "", () => server.CreateFolderAsync(level, name, cancel));
            parent = path;
        }

        return isMissing;
    }

    /// <summary>Says whether the server reads with credentials that it has.</summary>
    private async Task<bool> DataSourceAsync(bool isNew, CancellationToken cancel)
    {
        var path = Combine(wanted.Folder, DataSourceName);
        var type = isNew ? null : await server.TypeOfAsync(path, cancel);
        if (wanted.DataSource is not { } source)
        {
            _changes.Add(
                type == "DataSource"
                    ? new("data source", path, "unchanged")
                    : new("data source", path, "refused", "is not there; give --data-source to create it")
            );
            return type == "DataSource" && (await server.DataSourceAsync(path, cancel)).UserName is not null;
        }

        if (type is not (null or "DataSource"))
        {
            throw new ReportServerException("rsWrongItemType", $"{path} is a {type} on the server, not a data source.");
        }

        var there = type is null ? null : await server.DataSourceAsync(path, cancel);
        var action =
            there is null ? "create"
            : there != source with { Password = null } ? "change"
            : wanted.SetsPassword ? "change"
            : null;
        var who = source.UserName is { } user ? $"stored credentials of {user}" : "the reader's Windows account";
        await DoAsync(
            "data source",
            path,
            action,
            who,
            () => server.SetDataSourceAsync(wanted.Folder, DataSourceName, source, cancel)
        );
        return source.UserName is not null;
    }

    private async Task ItemAsync(ReportItem item, bool isNew, bool isStored, CancellationToken cancel)
    {
        var path = Combine(wanted.Folder, item.Name);
        var type = isNew ? null : await server.TypeOfAsync(path, cancel);
        if (type is not null && type != item.Kind.ToString())
        {
            _changes.Add(new(item.KindText, path, "refused", $"a {type} of that name is on the server"));
            return;
        }

        var action =
            type is null ? "create"
            : (await server.DefinitionAsync(path, cancel)).AsSpan().SequenceEqual(item.Definition) ? null
            : "replace";
        IReadOnlyList<string> warnings = [];
        await DoAsync(
            item.KindText,
            path,
            action,
            "",
            async () => warnings = await server.PublishAsync(wanted.Folder, item, cancel)
        );
        foreach (var warning in warnings)
        {
            _changes.Add(new(item.KindText, path, "refused", "warning: " + warning));
        }

        if (_changes[^1].IsRefused)
        {
            return;
        }

        var isPlanned = isDryRun && type is null;
        if (!isPlanned)
        {
            await LinksAsync(item, path, cancel);
        }

        if (isStored && item.KeepMinutes is { } minutes)
        {
            await KeepAsync(path, minutes, isPlanned, cancel);
            await PlansAsync(item, path, isPlanned, cancel);
        }
    }

    /// <summary>The plans of this release; those of an earlier one go, and those of others stay.</summary>
    private async Task PlansAsync(ReportItem item, string path, bool isPlanned, CancellationToken cancel)
    {
        var there = isPlanned ? [] : await server.PlansAsync(path, cancel);
        var names = isPlanned || item.Plans.Count == 0 ? [] : await server.ParametersAsync(path, cancel);
        foreach (var planned in item.Plans)
        {
            // A server may or may not keep the sign before the name of a dataset's parameter.
            var plan = planned with
            {
                Values = planned.Values.ToDictionary(
                    v =>
                        names.FirstOrDefault(n => string.Equals(n.TrimStart('@'), v.Key, StringComparison.OrdinalIgnoreCase))
                        ?? v.Key,
                    v => v.Value,
                    StringComparer.Ordinal
                ),
            };
            var old = there.FirstOrDefault(p => p.Description == plan.Description);
            await DoAsync(
                "refresh plan",
                path,
                old is null ? "create"
                    : old.SaysTheSameAs(plan) ? null
                    : "change",
                $"{plan.Description}, every {plan.Minutes} min",
                () => server.SetPlanAsync(path, plan with { Id = old?.Id }, cancel)
            );
        }

        foreach (
            var plan in there.Where(p =>
                p.Description.StartsWith(ReportRefreshPlan.Own, StringComparison.Ordinal)
                && !item.Plans.Any(w => w.Description == p.Description)
            )
        )
        {
            await DoAsync("refresh plan", path, "remove", plan.Description, () => server.RemovePlanAsync(plan.Id!, cancel));
        }
    }

    /// <summary>The option is the administrator's to change; a deployment puts it back, and says
    /// so.</summary>
    private async Task KeepAsync(string path, int minutes, bool isPlanned, CancellationToken cancel)
    {
        var there = isPlanned ? null : await server.KeepMinutesAsync(path, cancel);
        await DoAsync(
            "cache",
            path,
            there == minutes ? null : "change",
            $"kept {minutes} min" + (there is { } old ? $" instead of {old}" : ""),
            () => server.SetKeepMinutesAsync(path, minutes, cancel)
        );
        if (wanted.Flushes && !isPlanned)
        {
            await DoAsync("cache", path, "flush", "", () => server.FlushAsync(path, cancel));
        }
    }

    /// <summary>A report calls a shared dataset by its name without Data, which sets it apart from a
    /// report's.</summary>
    private async Task LinksAsync(ReportItem item, string path, CancellationToken cancel)
    {
        if (item.Kind == ReportItemKind.Report)
        {
            var names = wanted.Items.Where(i => i.Kind == ReportItemKind.DataSet).Select(i => i.Name).ToList();
            var elsewhere = (await server.DataSetLinksAsync(path, cancel))
                .Select(l => (l.Key, Found: l.Value, Wanted: Combine(wanted.Folder, l.Key + "Data")))
                .Where(l => names.Contains(l.Key + "Data"))
                .Where(l => !string.Equals(l.Found, l.Wanted, StringComparison.OrdinalIgnoreCase))
                .ToDictionary(l => l.Key, l => l.Wanted, StringComparer.Ordinal);
            if (elsewhere.Count > 0)
            {
                await DoAsync(
                    "link",
                    path,
                    "change",
                    $"datasets of {wanted.Folder}",
                    () => server.LinkDataSetsAsync(path, elsewhere, cancel)
                );
            }
        }

        var source = Combine(wanted.Folder, DataSourceName);
        var astray = (await server.LinksAsync(item.Kind, path, cancel))
            .Where(l => !string.Equals(l.Value, source, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(l => l.Key, _ => source, StringComparer.Ordinal);
        if (astray.Count > 0)
        {
            await DoAsync(
                "link",
                path,
                "change",
                $"data source {source}",
                () => server.LinkAsync(item.Kind, path, astray, cancel)
            );
        }
    }

    /// <summary>Adds what a group lacks and takes nothing away: others may have given rights by
    /// hand.</summary>
    private async Task PoliciesAsync(bool isNew, CancellationToken cancel)
    {
        if (wanted.Policies.Count == 0)
        {
            return;
        }

        var there = isNew && isDryRun ? [] : await server.PoliciesAsync(wanted.Folder, cancel);
        var merged = there.ToDictionary(p => p.Name, p => p.Roles.ToList(), StringComparer.OrdinalIgnoreCase);
        var isMissing = false;
        foreach (var policy in wanted.Policies)
        {
            var roles = merged.TryGetValue(policy.Name, out var known) ? known : merged[policy.Name] = [];
            var lacking = policy.Roles.Except(roles, StringComparer.OrdinalIgnoreCase).ToList();
            roles.AddRange(lacking);
            isMissing |= lacking.Count > 0;
        }

        await DoAsync(
            "rights",
            wanted.Folder,
            isMissing ? "change" : null,
            string.Join(", ", wanted.Policies.Select(p => $"{p.Name}: {string.Join(" and ", p.Roles)}")),
            () => server.SetPoliciesAsync(wanted.Folder, [.. merged.Select(m => new ReportPolicy(m.Key, m.Value))], cancel)
        );
    }

    private async Task SubscriptionsAsync(CancellationToken cancel)
    {
        if (wanted.Recipients is not { } recipients)
        {
            return;
        }

        foreach (var (report, subscription) in Standard(recipients))
        {
            var path = Combine(wanted.Folder, report);
            var isThere = await server.TypeOfAsync(path, cancel) == "Report";
            var old = isThere
                ? (await server.SubscriptionsAsync(path, cancel)).FirstOrDefault(s => s.Description == subscription.Description)
                : null;
            var action =
                old is null ? "create"
                : old.SaysTheSameAs(subscription) ? null
                : "change";
            await DoAsync(
                "subscription",
                path,
                action,
                $"{subscription.Description}, {subscription.Format} to {recipients}, {subscription.Day ?? "daily"} {subscription.Time:HH\\:mm}",
                () => server.SetSubscriptionAsync(path, subscription with { Id = old?.Id }, cancel)
            );
        }
    }

    /// <summary>One thing: what the server refuses is told, and the next is done.</summary>
    private async Task DoAsync(string kind, string path, string? action, string detail, Func<Task> work)
    {
        if (action is null)
        {
            _changes.Add(new(kind, path, "unchanged"));
            return;
        }

        if (!isDryRun)
        {
            try
            {
                await work();
            }
            catch (ReportServerException e)
            {
                _changes.Add(new(kind, path, "refused", $"{e.Code}: {e.Message}"));
                return;
            }
        }

        _changes.Add(new(kind, path, action, detail));
    }
}
