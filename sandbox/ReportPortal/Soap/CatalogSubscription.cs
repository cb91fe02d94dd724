// A subscription of the catalogue: kept and told, never delivered, since the portal sends no mail.

namespace AxMonitor.Sandbox.ReportPortal.Soap;

/// <summary>A subscription to a report.</summary>
internal sealed record CatalogSubscription(
    string Id,
    string Report,
    string Description,
    string EventType,
    CatalogSchedule Schedule,
    string Extension,
    IReadOnlyList<(string Name, string Value)> Settings
)
{
    public const string Email = "Report Server Email";

    private static readonly string[] Known =
    [
        "TO",
        "CC",
        "BCC",
        "ReplyTo",
        "IncludeReport",
        "RenderFormat",
        "Priority",
        "Subject",
        "Comment",
        "IncludeLink",
    ];

    /// <summary>What a server refuses in a subscription.</summary>
    public CatalogSubscription Checked()
    {
        if (Extension != Email)
        {
            throw new CatalogFault("rsDeliveryExtensionNotFound", $"The delivery extension '{Extension}' is not registered.");
        }

        if (EventType != "TimedSubscription")
        {
            throw new CatalogFault("rsInvalidParameter", $"The event type '{EventType}' is not supported; TimedSubscription is.");
        }

        if (Settings.FirstOrDefault(s => !Known.Contains(s.Name, StringComparer.Ordinal)) is { Name: { } unknown })
        {
            throw new CatalogFault("rsInvalidExtensionParameter", $"The delivery extension has no setting '{unknown}'.");
        }

        string? Setting(string name) => Settings.FirstOrDefault(s => s.Name == name).Value;
        if (string.IsNullOrWhiteSpace(Setting("TO")))
        {
            throw new CatalogFault("rsInvalidExtensionParameter", "The setting 'TO' is missing.");
        }

        if (Setting("IncludeReport") == "True" && string.IsNullOrEmpty(Setting("RenderFormat")))
        {
            throw new CatalogFault("rsInvalidExtensionParameter", "The setting 'RenderFormat' is missing.");
        }

        return this;
    }
}

/// <summary>A user or group with its roles on an item.</summary>
internal sealed record CatalogPolicy(string Name, IReadOnlyList<string> Roles)
{
    public static IReadOnlyList<string> KnownRoles { get; } =
        ["Browser", "Content Manager", "My Reports", "Publisher", "Report Builder"];
}
