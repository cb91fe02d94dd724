// SOAP: who may do what on an item.

using System.Xml.Linq;
using static AxMonitor.Sandbox.ReportPortal.Soap.SoapMessage;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed class AccessOperations(CatalogStore store)
{
    /// <summary>The answer to an operation; null for one that is not of this kind.</summary>
    public XElement? Answer(XElement request) =>
        request.Name.LocalName switch
        {
            "GetPolicies" => GetPolicies(request),
            "SetPolicies" => SetPolicies(request),
            "InheritParentSecurity" => InheritParentSecurity(request),
            "ListRoles" => ListRoles(request),
            _ => null,
        };

    private XElement GetPolicies(XElement request)
    {
        var (isInherited, policies) = store.Policies(Text(request, "ItemPath"));
        return Response(
            request,
            new XElement(
                Rs + "Policies",
                policies.Select(p => new XElement(
                    Rs + "Policy",
                    new XElement(Rs + "GroupUserName", p.Name),
                    new XElement(Rs + "Roles", p.Roles.Select(r => new XElement(Rs + "Role", new XElement(Rs + "Name", r))))
                ))
            ),
            new XElement(Rs + "InheritParent", isInherited ? "true" : "false")
        );
    }

    private XElement SetPolicies(XElement request)
    {
        store.SetPolicies(
            Text(request, "ItemPath"),
            [
                .. (request.Element(Rs + "Policies")?.Elements(Rs + "Policy") ?? []).Select(p => new CatalogPolicy(
                    p.Element(Rs + "GroupUserName")?.Value ?? "",
                    [.. p.Descendants(Rs + "Role").Select(r => r.Element(Rs + "Name")?.Value ?? "")]
                )),
            ]
        );
        return Response(request);
    }

    private XElement InheritParentSecurity(XElement request)
    {
        store.InheritPolicies(Text(request, "ItemPath"));
        return Response(request);
    }

    private static XElement ListRoles(XElement request) =>
        Response(
            request,
            new XElement(
                Rs + "Roles",
                CatalogPolicy.KnownRoles.Select(r => new XElement(Rs + "Role", new XElement(Rs + "Name", r)))
            )
        );
}
