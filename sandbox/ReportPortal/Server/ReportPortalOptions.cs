// What the portal needs to know to run.

using AxMonitor.Sandbox.ReportPortal.Data;

namespace AxMonitor.Sandbox.ReportPortal;

/// <summary>Options of <see cref="ReportPortalServer"/>.</summary>
public sealed record ReportPortalOptions
{
    /// <summary>TCP port on the loopback address; 0 takes a free one.</summary>
    public int Port { get; init; } = 8330;

    /// <summary>Folder with the *.rdl files.</summary>
    public required string ReportsFolder { get; init; }

    /// <summary>Folder with the playbooks (*.md) that alert mails link to; null for none.</summary>
    public string? PlaybooksFolder { get; init; }

    /// <summary>Connection string of the AxMonitor repository. Needed unless <see cref="DataSource"/> is
    /// given.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Where datasets come from instead of a database: for tests.</summary>
    public IReportDataSource? DataSource { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
