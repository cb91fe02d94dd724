// The first page: how each instance is, and what is open.
namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/.</summary>
public sealed class IndexModel : DeskPage
{
    public override string Title => "Overview";

    public IReadOnlyList<InstanceHealthRow> Instances { get; private set; } = [];

    public IReadOnlyList<InboxRow> Alerts { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Instances = await Database.QueryAsync<InstanceHealthRow>("report.InstanceHealth", null, Aborted);
        Alerts = await Database.QueryAsync<InboxRow>("report.AlertInbox", new { PageSize = 15 }, Aborted);
    }
}

/// <summary>A row of report.InstanceHealth.</summary>
public sealed record InstanceHealthRow
{
    public required string InstanceName { get; init; }

    public required string Stage { get; init; }

    public int CriticalCount { get; init; }

    public int WarningCount { get; init; }

    public int CollectorCount { get; init; }

    public int OffCount { get; init; }

    public long? DataAgeMs { get; init; }
}
