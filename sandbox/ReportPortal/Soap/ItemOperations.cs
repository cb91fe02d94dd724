// SOAP: folders, reports and shared datasets of the catalogue.

using System.Xml.Linq;
using static AxMonitor.Sandbox.ReportPortal.Soap.SoapMessage;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed class ItemOperations(CatalogStore store)
{
    /// <summary>The answer to an operation; null for one that is not of this kind.</summary>
    public async Task<XElement?> AnswerAsync(XElement request, CancellationToken cancellationToken) =>
        request.Name.LocalName switch
        {
            "CreateFolder" => CreateFolder(request),
            "CreateCatalogItem" => await CreateCatalogItemAsync(request, cancellationToken),
            "GetItemDefinition" => GetItemDefinition(request),
            "GetItemType" => Response(
                request,
                new XElement(Rs + "Type", store.Find(Text(request, "ItemPath"))?.Type ?? "Unknown")
            ),
            "ListChildren" => ListChildren(request),
            "DeleteItem" => Delete(request),
            "MoveItem" => await MoveAsync(request, cancellationToken),
            "GetProperties" => GetProperties(request),
            "SetProperties" => SetProperties(request),
            "GetItemParameters" => Response(
                request,
                new XElement(
                    Rs + "Parameters",
                    (await ItemParameter.OfAsync(store, Text(request, "ItemPath"), cancellationToken)).Select(Parameter)
                )
            ),
            _ => null,
        };

    private XElement CreateFolder(XElement request) =>
        Response(
            request,
            Info(
                store.Put(
                    CatalogItem.Combine(Text(request, "Parent"), Text(request, "Folder")),
                    CatalogItem.Folder,
                    [],
                    overwrite: false
                ),
                "ItemInfo"
            )
        );

    /// <summary>A data source is told as the document that a server makes of it, whatever it came
    /// as.</summary>
    private XElement GetItemDefinition(XElement request)
    {
        var item = store.Get(Text(request, "ItemPath"));
        var definition = item.Type switch
        {
            CatalogItem.Folder => throw new CatalogFault("rsWrongItemType", $"The item '{item.Path}' is a folder; it has no definition."),
            CatalogItem.DataSource => DataSourceText.Read(item).ToDocument(),
            _ => item.Definition,
        };
        return Response(request, new XElement(Rs + "Definition", Convert.ToBase64String(definition)));
    }

    private XElement GetProperties(XElement request)
    {
        var item = store.Get(Text(request, "ItemPath"));
        (string Name, string Value)[] known =
        [
            ("ID", item.Id),
            ("Name", item.Path == "/" ? "/" : item.Name),
            ("Path", item.Path),
            ("Type", item.Type),
            ("Description", item.Description),
            ("Hidden", item.IsHidden ? "True" : "False"),
            ("CreationDate", Time(item.CreatedAt)),
            ("ModifiedDate", Time(item.ModifiedAt)),
        ];
        var wanted = Properties(request);
        return Response(
            request,
            new XElement(
                Rs + "Values",
                known
                    .Where(p => wanted.Count == 0 || wanted.ContainsKey(p.Name))
                    .Select(p => new XElement(Rs + "Property", new XElement(Rs + "Name", p.Name), new XElement(Rs + "Value", p.Value)))
            )
        );
    }

    private XElement SetProperties(XElement request)
    {
        Describe(store.Get(Text(request, "ItemPath")), Properties(request));
        return Response(request);
    }

    private static Dictionary<string, string> Properties(XElement request) =>
        (request.Element(Rs + "Properties")?.Elements(Rs + "Property") ?? []).ToDictionary(
            p => p.Element(Rs + "Name")?.Value ?? "",
            p => p.Element(Rs + "Value")?.Value ?? "",
            StringComparer.Ordinal
        );

    /// <summary>Sets what can be set of an item; what cannot is refused before anything is.</summary>
    private CatalogItem Describe(CatalogItem item, Dictionary<string, string> properties)
    {
        Checked(properties);
        return store.Describe(
            item.Path,
            properties.GetValueOrDefault("Description"),
            properties.TryGetValue("Hidden", out var hidden) ? bool.Parse(hidden) : null
        );
    }

    private static void Checked(Dictionary<string, string> properties)
    {
        if (properties.Keys.FirstOrDefault(p => p is not ("Description" or "Hidden")) is { } unknown)
        {
            throw new CatalogFault("rsInvalidParameter", $"The property '{unknown}' is not supported by this portal.");
        }

        if (properties.TryGetValue("Hidden", out var hidden) && !bool.TryParse(hidden, out _))
        {
            throw new CatalogFault("rsInvalidParameter", $"The property 'Hidden' is '{hidden}'; True or False is expected.");
        }
    }

    private XElement ListChildren(XElement request) =>
        Response(
            request,
            new XElement(
                Rs + "CatalogItems",
                store
                    .Children(Text(request, "ItemPath"), Flag(request, "Recursive"))
                    .Select(i => Info(i, "CatalogItem"))
            )
        );

    private async Task<XElement> CreateCatalogItemAsync(XElement request, CancellationToken cancellationToken)
    {
        var type = Text(request, "ItemType");
        var path = CatalogItem.Combine(Text(request, "Parent"), Text(request, "Name"));
        if (type is not (CatalogItem.Report or CatalogItem.DataSet))
        {
            throw new CatalogFault(
                "rsInvalidItemType",
                $"Items of type '{type}' are not supported by this portal; Report and DataSet are."
            );
        }

        byte[] definition;
        try
        {
            definition = Convert.FromBase64String(Text(request, "Definition"));
        }
        catch (FormatException)
        {
            throw new CatalogFault("rsInvalidParameter", "The parameter 'Definition' is no base64 text.");
        }

        var properties = Properties(request);
        Checked(properties);
        var item =
            type == CatalogItem.DataSet
                ? store.PutDataSet(path, definition, Flag(request, "Overwrite"))
                : await store.PutReportAsync(path, definition, Flag(request, "Overwrite"), cancellationToken);
        item = Describe(item, properties);
        var warnings = CatalogReferences
            .Of(item)
            .Where(r => store.Find(r.Value)?.Type != CatalogItem.DataSource)
            .Select(r =>
                Warning(
                    item,
                    "rsDataSourceReferenceNotPublished",
                    $"The dataset refers to the shared data source '{r.Key}', which is not published on the report server. It must be published before this report can run."
                )
            )
            .ToList();
        if (type == CatalogItem.Report)
        {
            warnings.AddRange(
                store
                    .SharedDataSets(item)
                    .Where(r => store.Find(r.Value)?.Type != CatalogItem.DataSet)
                    .Select(r =>
                        Warning(
                            item,
                            "rsDataSetReferenceNotPublished",
                            $"The dataset '{r.Key}' refers to the shared dataset '{r.Value}', which is not published on the report server. It must be published before this report can run."
                        )
                    )
            );
        }

        return Response(request, Info(item, "ItemInfo"), warnings.Count == 0 ? null : new XElement(Rs + "Warnings", warnings));
    }

    private static XElement Parameter(ItemParameter parameter) =>
        new(
            Rs + "ItemParameter",
            new XElement(Rs + "Name", parameter.Name),
            new XElement(Rs + "ParameterTypeName", parameter.Type),
            new XElement(Rs + "Nullable", parameter.IsNullable),
            new XElement(Rs + "AllowBlank", parameter.AllowsBlank),
            new XElement(Rs + "MultiValue", parameter.IsMultiValue),
            parameter.Prompt is null ? null : new XElement(Rs + "Prompt", parameter.Prompt),
            new XElement(Rs + "PromptUser", parameter.Prompt is not null),
            new XElement(Rs + "ParameterStateName", parameter.HasDefault ? "HasValidValue" : "MissingValidValue")
        );

    private static XElement Warning(CatalogItem item, string code, string message) =>
        new(
            Rs + "Warning",
            new XElement(Rs + "Code", code),
            new XElement(Rs + "Severity", "Warning"),
            new XElement(Rs + "ObjectName", item.Name),
            new XElement(Rs + "ObjectType", item.Type),
            new XElement(Rs + "Message", message)
        );

    private async Task<XElement> MoveAsync(XElement request, CancellationToken cancellationToken)
    {
        await store.MoveAsync(Text(request, "ItemPath"), Text(request, "Target"), cancellationToken);
        return Response(request);
    }

    private XElement Delete(XElement request)
    {
        store.Delete(Text(request, "ItemPath"));
        return Response(request);
    }
}
