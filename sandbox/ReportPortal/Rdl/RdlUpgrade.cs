// Files of earlier versions become those of 2016, as a report server upgrades them when they are published:
// the same elements under another namespace, and, of 2008, without sections.

using System.Xml.Linq;

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal static class RdlUpgrade
{
    private static readonly XNamespace Now = RdlNode.Namespace2016;
    private static readonly XNamespace Of2008 = "http://schemas.microsoft.com/sqlserver/reporting/2008/01/reportdefinition";
    private static readonly XNamespace Of2010 = "http://schemas.microsoft.com/sqlserver/reporting/2010/01/reportdefinition";

    /// <summary>Renames in place, so that problems still name the lines of the file.</summary>
    public static void Apply(XElement root)
    {
        var old = root.Name.Namespace;
        if (old != Of2008 && old != Of2010)
        {
            return;
        }

        foreach (var element in root.DescendantsAndSelf().Where(e => e.Name.Namespace == old))
        {
            element.Name = Now + element.Name.LocalName;
        }

        root.Attributes().Where(a => a.IsNamespaceDeclaration && a.Value == old.NamespaceName).Remove();
        if (root.Element(Now + "ReportSections") is null)
        {
            var section = new XElement(Now + "ReportSection");
            foreach (var name in new[] { "Body", "Width", "Page" })
            {
                if (root.Element(Now + name) is { } part)
                {
                    part.Remove();
                    section.Add(part);
                }
            }

            root.Add(new XElement(Now + "ReportSections", section));
        }
    }
}
