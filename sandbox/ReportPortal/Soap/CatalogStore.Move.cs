// The catalogue: items that go to another folder or take another name. What refers to them goes on doing so,
// as on a server, which remembers items and not their paths.

using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using AxMonitor.Sandbox.ReportPortal.Server;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed partial class CatalogStore
{
    /// <summary>Moves an item, a folder with all that is in it, to a path that is not taken.</summary>
    public async Task MoveAsync(string path, string target, CancellationToken cancellationToken)
    {
        var (item, moved) = Checked(path, target);
        var reports = new List<(string Path, CompiledReport Report)>();
        foreach (var report in moved.Where(m => m.Item.Type == CatalogItem.Report))
        {
            var name = ReportPath.ShortName(report.Target);
            reports.Add((report.Target, await ReportCatalog.CompileAsync(name, report.Item.Definition, cancellationToken)));
        }

        lock (_gate)
        {
            Checked(path, target);
            var links = _items
                .Values.Where(i => i.Type is CatalogItem.Report or CatalogItem.DataSet)
                .Select(i =>
                    (
                        Item: i,
                        Sources: CatalogReferences.Of(i),
                        DataSets: i.Type == CatalogItem.Report ? SharedDataSets(i) : i.SharedDataSets
                    )
                )
                .ToList();
            foreach (var (old, to) in moved)
            {
                _items = _items.Remove(old.Path).SetItem(to, old with { Path = to });
                _cache.Flush(old.Path);
                _reports.Withdraw(old.Path);
                if (_policies.Remove(old.Path, out var own))
                {
                    _policies[to] = own;
                }
            }

            foreach (var subscription in _subscriptions.Values.Where(s => To(s.Report) != s.Report).ToList())
            {
                _subscriptions[subscription.Id] = subscription with { Report = To(subscription.Report) };
            }

            foreach (var (old, sources, dataSets) in links)
            {
                var isMoved = To(old.Path) != old.Path;
                if (isMoved || sources.Values.Concat(dataSets.Values).Any(v => To(v) != v))
                {
                    var now = _items[To(old.Path)];
                    _items = _items.SetItem(now.Path, now with { DataSources = Led(sources), SharedDataSets = Led(dataSets) });
                }
            }

            foreach (var (to, report) in reports)
            {
                _reports.Deploy(to, report);
            }
        }

        string To(string at) =>
            string.Equals(at, item.Path, StringComparison.OrdinalIgnoreCase) ? Normal(target)
            : at.StartsWith(item.Path + "/", StringComparison.OrdinalIgnoreCase) ? Normal(target) + at[item.Path.Length..]
            : at;

        Dictionary<string, string> Led(IReadOnlyDictionary<string, string> paths) =>
            paths.ToDictionary(p => p.Key, p => To(p.Value), StringComparer.Ordinal);
    }

    /// <summary>Refuses what a server refuses, and tells which items would go where.</summary>
    private (CatalogItem Item, List<(CatalogItem Item, string Target)> Moved) Checked(string path, string target)
    {
        var item = Get(path);
        var to = Normal(target);
        if (item.Path == "/")
        {
            throw new CatalogFault("rsReservedItem", "The root folder cannot be moved.");
        }

        if (Get(CatalogItem.ParentOf(to)).Type != CatalogItem.Folder)
        {
            throw new CatalogFault("rsWrongItemType", $"The item '{CatalogItem.ParentOf(to)}' is no folder.");
        }

        if (to.StartsWith(item.Path + "/", StringComparison.OrdinalIgnoreCase))
        {
            throw new CatalogFault("rsInvalidMove", $"The item '{item.Path}' cannot be moved into itself.");
        }

        var moved = _items
            .Values.Where(i =>
                string.Equals(i.Path, item.Path, StringComparison.OrdinalIgnoreCase)
                || i.Path.StartsWith(item.Path + "/", StringComparison.OrdinalIgnoreCase)
            )
            .Select(i => (Item: i, Target: Normal(to + i.Path[item.Path.Length..])))
            .ToList();
        foreach (var (_, taken) in moved)
        {
            if (Find(taken) is { } other && !string.Equals(other.Path, item.Path, StringComparison.OrdinalIgnoreCase))
            {
                throw CatalogFault.Exists(taken);
            }
        }

        return (item, moved);
    }
}
