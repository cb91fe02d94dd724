// Settings of one simulated SQL Server instance.
using AxMonitor.Engine.Binding;

namespace AxMonitor.Engine.Programs;

/// <summary>How an instance presents itself.</summary>
public sealed class EngineOptions
{
    /// <summary>@@SERVERNAME.</summary>
    public string ServerName { get; init; } = "AXSANDBOX";

    /// <summary>SERVERPROPERTY('ProductVersion'): 2016 SP2.</summary>
    public string ProductVersion { get; init; } = "13.0.5026.0";

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Called whenever a statement is compiled whose predicate converts a column implicitly; from
    /// any session's thread.</summary>
    public Action<ColumnConversion>? ColumnConversionSeen { get; init; }

    /// <summary>Name of the first login, a member of sysadmin; further ones come by CREATE LOGIN.</summary>
    public string AdministratorLogin { get; init; } = "sa";

    /// <summary>Password of <see cref="AdministratorLogin"/>. Null makes it impossible to log in with it
    /// (in-process sessions only).</summary>
    public string? AdministratorPassword { get; init; }
}
