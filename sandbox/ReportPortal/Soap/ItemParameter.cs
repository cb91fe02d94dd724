// What a server tells of the parameters of a report or a shared dataset before anything runs.

using AxMonitor.Sandbox.ReportPortal.Server;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

/// <summary>A parameter of an item.</summary>
/// <param name="Prompt">null for one that nobody is asked for.</param>
internal sealed record ItemParameter(
    string Name,
    string Type,
    bool IsNullable,
    bool AllowsBlank,
    bool IsMultiValue,
    bool HasDefault,
    string? Prompt
)
{
    public static async Task<IReadOnlyList<ItemParameter>> OfAsync(
        CatalogStore store,
        string path,
        CancellationToken cancellationToken
    )
    {
        var item = store.Get(path);
        switch (item.Type)
        {
            case CatalogItem.DataSet:
                return
                [
                    .. SharedDataSets
                        .Definition(item)
                        .Parameters.Select(p => new ItemParameter(
                            p.Name,
                            "String",
                            p.IsNullable,
                            AllowsBlank: true,
                            IsMultiValue: false,
                            p.HasDefault,
                            p.Name
                        )),
                ];
            case CatalogItem.Report:
                using (var report = await ReportCatalog.CompileAsync(item.Name, item.Definition, cancellationToken))
                {
                    return
                    [
                        .. report.Definition.Parameters.Select(p => new ItemParameter(
                            p.Name,
                            p.Type.ToString(),
                            p.Nullable,
                            p.AllowBlank,
                            p.IsMultiValue,
                            p.HasDefault,
                            p.Hidden ? null : p.Prompt
                        )),
                    ];
                }

            default:
                throw new CatalogFault("rsWrongItemType", $"The item '{item.Path}' is a {item.Type}; it has no parameters.");
        }
    }
}
