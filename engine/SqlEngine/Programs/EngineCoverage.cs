// What the engine has of SQL Server 2016's system objects, for the page that tells it.
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Programs.SystemProcedures;
using AxMonitor.Engine.SystemViews;

namespace AxMonitor.Engine.Programs;

/// <summary>Names of what is there; what is documented and missing is in
/// <see cref="DocumentedObjects"/>.</summary>
public static class EngineCoverage
{
    /// <summary>Views and functions in FROM, with their schema.</summary>
    public static IEnumerable<string> Sources =>
        SystemCatalog
            .All.Select(static v => v.Schema + "." + v.Name)
            .Concat(SystemTexts.Names)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Procedures => SystemProcedureTable.Names.Order(StringComparer.OrdinalIgnoreCase);
}
