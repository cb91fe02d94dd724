// SOAP: shared data sources, and what reports and shared datasets refer to.

using System.Text;
using System.Xml.Linq;
using static AxMonitor.Sandbox.ReportPortal.Soap.SoapMessage;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed class ReferenceOperations(CatalogStore store)
{
    /// <summary>The answer to an operation; null for one that is not of this kind.</summary>
    public XElement? Answer(XElement request) =>
        request.Name.LocalName switch
        {
            "CreateDataSource" => CreateDataSource(request),
            "GetDataSourceContents" => GetDataSourceContents(request),
            "GetItemDataSources" => GetItemDataSources(request),
            "SetItemDataSources" => SetItemDataSources(request),
            "GetItemReferences" => GetItemReferences(request),
            "SetItemReferences" => SetItemReferences(request),
            _ => null,
        };

    private XElement CreateDataSource(XElement request)
    {
        var definition =
            request.Element(Rs + "Definition")
            ?? throw new CatalogFault("rsMissingParameter", "The parameter 'Definition' is missing.");
        if (definition.Element(Rs + "Extension")?.Value is not "SQL")
        {
            throw new CatalogFault(
                "rsDataExtensionNotFound",
                $"The data extension '{definition.Element(Rs + "Extension")?.Value}' is not supported; SQL is."
            );
        }

        definition.Element(Rs + "Password")?.Remove(); // nothing here ever connects with it, so it is not kept
        var item = store.PutDataSource(
            CatalogItem.Combine(Text(request, "Parent"), Text(request, "DataSource")),
            Encoding.UTF8.GetBytes(definition.ToString()),
            Flag(request, "Overwrite")
        );
        return Response(request, Info(item, "ItemInfo"));
    }

    private XElement GetDataSourceContents(XElement request)
    {
        var item = store.Get(Text(request, "DataSource"));
        if (item.Type != CatalogItem.DataSource)
        {
            throw new CatalogFault("rsWrongItemType", $"The item '{item.Path}' is a {item.Type}, not a data source.");
        }

        var source = DataSourceText.Read(item);
        return Response(
            request,
            new XElement(
                Rs + "Definition",
                new XElement(Rs + "Extension", "SQL"),
                new XElement(Rs + "ConnectString", source.ConnectString),
                new XElement(Rs + "UseOriginalConnectString", "false"),
                new XElement(Rs + "OriginalConnectStringExpressionBased", "false"),
                new XElement(Rs + "CredentialRetrieval", source.CredentialRetrieval),
                new XElement(Rs + "WindowsCredentials", source.IsWindowsAccount ? "true" : "false"),
                new XElement(Rs + "ImpersonateUser", "false"),
                source.UserName is null ? null : new XElement(Rs + "UserName", source.UserName),
                new XElement(Rs + "Enabled", "true")
            )
        );
    }

    private XElement GetItemReferences(XElement request)
    {
        var type = Text(request, "ReferenceItemType");
        if (type != CatalogItem.DataSet)
        {
            throw new CatalogFault("rsInvalidParameter", $"References to items of type '{type}' are not supported; DataSet is.");
        }

        return Response(
            request,
            new XElement(
                Rs + "ItemReferences",
                store
                    .SharedDataSets(store.Get(Text(request, "ItemPath")))
                    .Select(r => new XElement(
                        Rs + "ItemReferenceData",
                        new XElement(Rs + "Name", r.Key),
                        store.Find(r.Value) is null ? null : new XElement(Rs + "Reference", r.Value),
                        new XElement(Rs + "ReferenceType", CatalogItem.DataSet)
                    ))
            )
        );
    }

    private XElement SetItemReferences(XElement request)
    {
        store.LinkSharedDataSets(
            Text(request, "ItemPath"),
            (request.Element(Rs + "ItemReferences")?.Elements(Rs + "ItemReference") ?? []).ToDictionary(
                r => Text(r, "Name"),
                r => Text(r, "Reference"),
                StringComparer.Ordinal
            )
        );
        return Response(request);
    }

    private XElement SetItemDataSources(XElement request)
    {
        var item = store.Get(Text(request, "ItemPath"));
        var known = CatalogReferences.Of(item);
        var links = new Dictionary<string, string>(known, StringComparer.Ordinal);
        foreach (var source in request.Element(Rs + "DataSources")?.Elements(Rs + "DataSource") ?? [])
        {
            var name = source.Element(Rs + "Name")?.Value ?? "";
            if (!known.ContainsKey(name))
            {
                throw new CatalogFault(
                    "rsDataSourceNotFound",
                    $"The item '{item.Path}' has no data source '{name}'; it has {string.Join(", ", known.Keys)}."
                );
            }

            var reference =
                source.Element(Rs + "DataSourceReference")?.Element(Rs + "Reference")?.Value
                ?? throw new CatalogFault(
                    "rsInvalidParameter",
                    $"The data source '{name}' has no reference; this portal knows shared data sources only."
                );
            links[name] =
                store.Get(reference).Type == CatalogItem.DataSource
                    ? reference
                    : throw new CatalogFault("rsWrongItemType", $"The item '{reference}' is no data source.");
        }

        store.Link(item.Path, links);
        return Response(request);
    }

    private XElement GetItemDataSources(XElement request)
    {
        var sources = CatalogReferences.Of(store.Get(Text(request, "ItemPath")))
            .Select(r => new XElement(
                Rs + "DataSource",
                new XElement(Rs + "Name", r.Key),
                store.Find(r.Value) is null
                    ? new XElement(Rs + "InvalidDataSourceReference")
                    : new XElement(Rs + "DataSourceReference", new XElement(Rs + "Reference", r.Value))
            ));
        return Response(request, new XElement(Rs + "DataSources", sources));
    }
}
