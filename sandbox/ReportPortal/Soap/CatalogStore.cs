// The report server's catalogue, in memory: it starts with the files of the reports folder in /AxMonitor, and
// takes what is deployed to it.

using System.Collections.Immutable;
using System.Text.Json;
using System.Xml.Linq;
using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using AxMonitor.Sandbox.ReportPortal.Server;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed partial class CatalogStore
{
    private const string KeepFile = "datasets.json";
    private const int LongestPath = 260;
    private readonly ReportCatalog _reports;
    private readonly DatasetCache _cache;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CatalogSubscription> _subscriptions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IReadOnlyList<CatalogPolicy>> _policies = new(StringComparer.OrdinalIgnoreCase)
    {
        ["/"] = [new(@"BUILTIN\Administrators", ["Content Manager"])],
    };
    private ImmutableSortedDictionary<string, CatalogItem> _items = ImmutableSortedDictionary.Create<string, CatalogItem>(
        StringComparer.OrdinalIgnoreCase
    );

    public CatalogStore(ReportCatalog reports, DatasetCache cache, TimeProvider time)
    {
        _reports = reports;
        _cache = cache;
        _time = time;
        Put("/", CatalogItem.Folder, [], overwrite: true);
        Put(ReportPath.Home, CatalogItem.Folder, [], overwrite: true);
        var kept = KeptOfFolder(reports.Folder);
        foreach (var file in Directory.Exists(reports.Folder) ? Directory.EnumerateFiles(reports.Folder) : [])
        {
            var type = Path.GetExtension(file).ToLowerInvariant() switch
            {
                ".rdl" => CatalogItem.Report,
                ".rds" => CatalogItem.DataSource,
                ".rsd" => CatalogItem.DataSet,
                _ => null,
            };
            if (type is not null)
            {
                var name = Path.GetFileNameWithoutExtension(file);
                var item = Put(CatalogItem.Combine(ReportPath.Home, name), type, File.ReadAllBytes(file), overwrite: true);
                if (type == CatalogItem.DataSet)
                {
                    Replace(
                        item with
                        {
                            IsHidden = true,
                            KeepMinutes = kept.TryGetValue(name, out var minutes) ? minutes : null,
                        }
                    );
                }
            }
        }
    }

    /// <summary>The items of the folder are kept as the file beside them says: the portal reads them all
    /// with one account of its own.</summary>
    private static Dictionary<string, int> KeptOfFolder(string folder)
    {
        var file = Path.Combine(folder, KeepFile);
        return File.Exists(file)
            ? JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(file)) ?? []
            : [];
    }

    public CatalogItem? Find(string path) => _items.GetValueOrDefault(Normal(path));

    public CatalogItem? FindById(string id) =>
        _items.Values.FirstOrDefault(i => string.Equals(i.Id, id, StringComparison.OrdinalIgnoreCase));

    public CatalogItem ById(string id) => FindById(id) ?? throw CatalogFault.NotFound(id);

    public CatalogItem Get(string path) => Find(path) ?? throw CatalogFault.NotFound(path);

    public IReadOnlyList<CatalogItem> Children(string path, bool recursive)
    {
        var folder = Get(path);
        if (folder.Type != CatalogItem.Folder)
        {
            throw new CatalogFault("rsWrongItemType", $"The item '{path}' is a {folder.Type}, not a folder.");
        }

        var prefix = folder.Path == "/" ? "/" : folder.Path + "/";
        return
        [
            .. _items.Values.Where(i =>
                i.Path != "/"
                && i.Path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
                && (recursive || string.Equals(i.Parent, folder.Path, StringComparison.OrdinalIgnoreCase))
            ),
        ];
    }

    /// <summary>Creates or replaces an item. A report that replaces another keeps its id and its data source
    /// links.</summary>
    public CatalogItem Put(string path, string type, byte[] definition, bool overwrite)
    {
        lock (_gate)
        {
            var normal = Normal(path);
            var old = _items.GetValueOrDefault(normal);
            if (old is not null && (!overwrite || old.Type != type))
            {
                throw CatalogFault.Exists(normal);
            }

            if (normal != "/" && _items.GetValueOrDefault(CatalogItem.ParentOf(normal))?.Type != CatalogItem.Folder)
            {
                throw CatalogFault.NotFound(CatalogItem.ParentOf(normal));
            }

            var now = _time.GetUtcNow().UtcDateTime;
            var item = old is null
                ? new CatalogItem(Guid.NewGuid().ToString(), normal, type, definition, now, now)
                : old with
                {
                    Definition = definition,
                    ModifiedAt = now,
                };
            Replace(item);
            return item;
        }
    }

    private void Replace(CatalogItem item)
    {
        _items = _items.SetItem(item.Path, item);
        if (item.Type == CatalogItem.DataSet)
        {
            _cache.Flush(item.Path);
        }
    }

    /// <summary>
    /// Takes a shared data source. What was read by the old one is not shown again, and rows that would now
    /// be each reader's own are no longer kept.
    /// </summary>
    public CatalogItem PutDataSource(string path, byte[] definition, bool overwrite)
    {
        lock (_gate)
        {
            var source = Put(path, CatalogItem.DataSource, definition, overwrite);
            var isStored = DataSourceText.Read(source).IsStored;
            foreach (
                var reader in _items.Values.Where(i =>
                    i.Type == CatalogItem.DataSet
                    && CatalogReferences.Of(i).ContainsValue(source.Path)
                )
            )
            {
                Replace(isStored ? reader : reader with { KeepMinutes = null });
            }

            return source;
        }
    }

    /// <summary>Sets what a deployment says of an item beside its file.</summary>
    public CatalogItem Describe(string path, string? description, bool? isHidden)
    {
        lock (_gate)
        {
            var item = Get(path);
            item = item with
            {
                Description = description ?? item.Description,
                IsHidden = isHidden ?? item.IsHidden,
            };
            _items = _items.SetItem(item.Path, item);
            return item;
        }
    }

    /// <summary>Takes a shared dataset; throws <see cref="RdlException"/> when its file is broken.</summary>
    public CatalogItem PutDataSet(string path, byte[] definition, bool overwrite)
    {
        SharedDataSetDefinition.Parse(path, definition);
        return Put(path, CatalogItem.DataSet, definition, overwrite);
    }

    /// <summary>
    /// Where a dataset of a report finds its shared one: as linked, else as the file says, from the report's
    /// folder.
    /// </summary>
    public string SharedDataSetPath(string report, string dataSet, string reference)
    {
        var item = Find(CatalogItem.Combine(ReportPath.Home, report)) ?? Find("/" + report);
        return item?.SharedDataSets.GetValueOrDefault(dataSet)
            ?? (reference.StartsWith('/') ? reference : CatalogItem.Combine(item?.Parent ?? ReportPath.Home, reference));
    }

    /// <summary>The shared datasets that a report refers to, by its own names for them.</summary>
    public IReadOnlyDictionary<string, string> SharedDataSets(CatalogItem report)
    {
        if (report.Type != CatalogItem.Report)
        {
            throw new CatalogFault("rsWrongItemType", $"The item '{report.Path}' is a {report.Type}, not a report.");
        }

        using var stream = new MemoryStream(report.Definition);
        return XDocument
            .Load(stream)
            .Descendants()
            .Where(e => e.Name.LocalName == "SharedDataSetReference")
            .ToDictionary(
                e => e.Parent!.Parent!.Attribute("Name")!.Value,
                e =>
                    SharedDataSetPath(
                        ReportPath.ShortName(report.Path),
                        e.Parent!.Parent!.Attribute("Name")!.Value,
                        e.Value.Trim()
                    ),
                StringComparer.Ordinal
            );
    }

    public void LinkSharedDataSets(string path, IReadOnlyDictionary<string, string> links)
    {
        lock (_gate)
        {
            var item = Get(path);
            var known = SharedDataSets(item);
            foreach (var (name, reference) in links)
            {
                if (!known.ContainsKey(name))
                {
                    throw new CatalogFault("rsItemNotFound", $"The item '{item.Path}' refers to no shared dataset by the name '{name}'.");
                }

                if (Get(reference).Type != CatalogItem.DataSet)
                {
                    throw new CatalogFault("rsWrongItemType", $"The item '{reference}' is no shared dataset.");
                }
            }

            _items = _items.SetItem(
                item.Path,
                item with
                {
                    SharedDataSets = item
                        .SharedDataSets.Where(l => !links.ContainsKey(l.Key))
                        .Concat(links)
                        .ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal),
                }
            );
        }
    }

    /// <summary>
    /// Keeps the rows of a shared dataset, or no longer. They are shown to everybody, so they must be read
    /// with credentials of the server, not with each reader's.
    /// </summary>
    public void Keep(string path, int? minutes)
    {
        lock (_gate)
        {
            var item = Get(path);
            if (item.Type != CatalogItem.DataSet)
            {
                throw new CatalogFault(
                    "rsWrongItemType",
                    $"The item '{item.Path}' is a {item.Type}; this portal keeps the rows of shared datasets only."
                );
            }

            if (minutes is < 1)
            {
                throw new CatalogFault("rsInvalidParameter", "The expiration is a number of minutes from 1.");
            }

            if (minutes is not null)
            {
                CheckStoredCredentials(item);
            }

            Replace(item with { KeepMinutes = minutes });
        }
    }

    public void Flush(string path) => _cache.Flush(Get(path).Path);

    private void CheckStoredCredentials(CatalogItem item)
    {
        foreach (var source in CatalogReferences.Of(item).Values)
        {
            if (Find(source) is not { } found || !DataSourceText.Read(found).IsStored)
            {
                throw new CatalogFault(
                    "rsInvalidDataSourceCredentialSetting",
                    "The current action cannot be completed. The user data source credentials do not meet the requirements to run this report or shared dataset. "
                        + "Either the user data source credentials are not stored in the report server database, or the user data source is configured not to require credentials but the unattended execution account is not specified."
                );
            }
        }
    }

    /// <summary>Takes a deployed report: it is rendered from now on in place of the file of that
    /// name.</summary>
    public async Task<CatalogItem> PutReportAsync(
        string path,
        byte[] definition,
        bool overwrite,
        CancellationToken cancellationToken
    )
    {
        var normal = Normal(path);
        if (Find(normal) is not null && !overwrite)
        {
            throw CatalogFault.Exists(normal);
        }

        var report = await ReportCatalog.CompileAsync(ReportPath.ShortName(normal), definition, cancellationToken);
        var item = Put(normal, CatalogItem.Report, definition, overwrite);
        _reports.Deploy(normal, report);
        return item;
    }

    public void Link(string path, IReadOnlyDictionary<string, string> dataSources)
    {
        lock (_gate)
        {
            var item = Get(path);
            Replace(item with { DataSources = dataSources });
        }
    }

    public void Delete(string path)
    {
        lock (_gate)
        {
            var item = Get(path);
            if (item.Path == "/")
            {
                throw new CatalogFault("rsReservedItem", "The root folder cannot be deleted.");
            }

            foreach (
                var gone in _items.Values.Where(i =>
                    string.Equals(i.Path, item.Path, StringComparison.OrdinalIgnoreCase)
                    || i.Path.StartsWith(item.Path + "/", StringComparison.OrdinalIgnoreCase)
                )
            )
            {
                _items = _items.Remove(gone.Path);
                if (gone.Type == CatalogItem.DataSet)
                {
                    _cache.Flush(gone.Path);
                }

                _policies.Remove(gone.Path);
                foreach (
                    var subscription in _subscriptions
                        .Values.Where(s => string.Equals(s.Report, gone.Path, StringComparison.OrdinalIgnoreCase))
                        .ToList()
                )
                {
                    _subscriptions.Remove(subscription.Id);
                }

                _reports.Withdraw(gone.Path);
            }
        }
    }

    private static string Normal(string path)
    {
        if (path.Length > LongestPath)
        {
            throw new CatalogFault(
                "rsItemPathLengthExceeded",
                $"The path of the item has {path.Length} characters; {LongestPath} are allowed."
            );
        }

        if (path.Split('/').Skip(1).Any(n => n.Length > 0 && n != n.Trim()))
        {
            throw new CatalogFault("rsInvalidItemName", $"A name in '{path}' begins or ends with a blank.");
        }

        if (
            !path.StartsWith('/')
            || path.IndexOfAny([':', '?', ';', '@', '&', '=', '+', '$', ',', '\\', '*', '<', '>', '|', '"']) >= 0
            || path.Contains("//", StringComparison.Ordinal)
        )
        {
            throw new CatalogFault(
                "rsInvalidItemPath",
                $"The path '{path}' of the item is not valid: it starts with / and holds none of : ? ; @ & = + $ , \\ * < > | \"."
            );
        }

        return path.Length > 1 ? path.TrimEnd('/') : path;
    }
}
