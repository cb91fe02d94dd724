// The catalogue: who may do what on its items, and who gets reports by mail.

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed partial class CatalogStore
{
    /// <summary>Whether an item of a report's folder or above has rights of its own, and which
    /// hold.</summary>
    public (bool IsInherited, IReadOnlyList<CatalogPolicy> Policies) Policies(string path)
    {
        lock (_gate)
        {
            var item = Get(path);
            for (var at = item.Path; ; at = CatalogItem.ParentOf(at))
            {
                if (_policies.TryGetValue(at, out var own))
                {
                    return (at != item.Path, own);
                }
            }
        }
    }

    /// <summary>Replaces the rights of an item; the rights of others are gone.</summary>
    public void SetPolicies(string path, IReadOnlyList<CatalogPolicy> policies)
    {
        foreach (var role in policies.SelectMany(p => p.Roles))
        {
            if (!CatalogPolicy.KnownRoles.Contains(role, StringComparer.OrdinalIgnoreCase))
            {
                throw new CatalogFault("rsRoleNotFound", $"The role '{role}' cannot be found.");
            }
        }

        if (policies.Any(p => p.Name.Length == 0 || p.Roles.Count == 0))
        {
            throw new CatalogFault("rsInvalidPolicyDefinition", "A policy has a user or group and at least one role.");
        }

        if (policies.DistinctBy(p => p.Name, StringComparer.OrdinalIgnoreCase).Count() < policies.Count)
        {
            throw new CatalogFault("rsInvalidPolicyDefinition", "A user or group stands in the policies twice.");
        }

        lock (_gate)
        {
            _policies[Get(path).Path] = [.. policies];
        }
    }

    /// <summary>Rights of its own go; those of the folder hold.</summary>
    public void InheritPolicies(string path)
    {
        lock (_gate)
        {
            var item = Get(path);
            if (item.Path == "/")
            {
                throw new CatalogFault("rsReservedItem", "The root folder has no parent to inherit from.");
            }

            _policies.Remove(item.Path);
        }
    }

    public IReadOnlyList<CatalogSubscription> Subscriptions(string report)
    {
        lock (_gate)
        {
            var item = Get(report);
            return [.. _subscriptions.Values.Where(s => string.Equals(s.Report, item.Path, StringComparison.OrdinalIgnoreCase))];
        }
    }

    public CatalogSubscription Subscription(string id)
    {
        lock (_gate)
        {
            return _subscriptions.GetValueOrDefault(id)
                ?? throw new CatalogFault("rsSubscriptionNotFound", $"The subscription '{id}' cannot be found.");
        }
    }

    /// <summary>Keeps a subscription; its report must read with credentials that the server has.</summary>
    public CatalogSubscription Subscribe(CatalogSubscription subscription)
    {
        var item = Get(subscription.Report);
        if (item.Type != CatalogItem.Report)
        {
            throw new CatalogFault("rsWrongItemType", $"The item '{item.Path}' is a {item.Type}, not a report.");
        }

        subscription = subscription.Checked() with { Report = item.Path };
        CheckStoredCredentials(item);
        lock (_gate)
        {
            _subscriptions[subscription.Id] = subscription;
            return subscription;
        }
    }

    public void Unsubscribe(string id)
    {
        lock (_gate)
        {
            _subscriptions.Remove(Subscription(id).Id);
        }
    }
}
