// A permission that was granted or denied.
namespace AxMonitor.Engine.Catalog;

/// <summary>A granted or denied permission. State: G grant, D deny, W grant with grant option.</summary>
public sealed record PermissionDef(
    PermissionClass Class,
    int MajorId,
    int MinorId,
    int GranteePrincipalId,
    int GrantorPrincipalId,
    string Permission,
    char State
);
