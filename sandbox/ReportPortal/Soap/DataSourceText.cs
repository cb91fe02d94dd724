// What a shared data source says, whether it came as a file or by a deployment.

using System.Xml.Linq;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed record DataSourceText(string ConnectString, string CredentialRetrieval, string? UserName, bool IsWindowsAccount)
{
    /// <summary>Whether the server itself can read with it, as subscriptions must.</summary>
    public bool IsStored => CredentialRetrieval == "Store";

    public static DataSourceText Read(CatalogItem item)
    {
        using var stream = new MemoryStream(item.Definition);
        var root = XDocument.Load(stream).Root!;
        string? Value(string name) => root.Descendants().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
        return new DataSourceText(
            Value("ConnectString") ?? "",
            Value("CredentialRetrieval") ?? (Value("IntegratedSecurity") == "true" ? "Integrated" : "Prompt"),
            Value("UserName"),
            Value("WindowsCredentials") == "true"
        );
    }

    /// <summary>As a server tells a data source: a document of its own kind, without a password.</summary>
    public byte[] ToDocument()
    {
        XNamespace ns = "http://schemas.microsoft.com/sqlserver/reporting/2006/03/reportdatasource";
        return System.Text.Encoding.UTF8.GetBytes(
            new XDeclaration("1.0", "utf-8", null)
                + new XElement(
                    ns + "DataSourceDefinition",
                    new XElement(ns + "Extension", "SQL"),
                    new XElement(ns + "ConnectString", ConnectString),
                    new XElement(ns + "CredentialRetrieval", CredentialRetrieval),
                    new XElement(ns + "WindowsCredentials", IsWindowsAccount ? "True" : "False"),
                    UserName is null ? null : new XElement(ns + "UserName", UserName),
                    new XElement(ns + "Enabled", "True")
                ).ToString()
        );
    }

    /// <summary>As a deployment by SOAP sends it; a password is not kept, for nothing here connects with
    /// it.</summary>
    public static byte[] Write(XNamespace rs, DataSourceText source) =>
        System.Text.Encoding.UTF8.GetBytes(
            new XElement(
                rs + "Definition",
                new XElement(rs + "Extension", "SQL"),
                new XElement(rs + "ConnectString", source.ConnectString),
                new XElement(rs + "CredentialRetrieval", source.CredentialRetrieval),
                new XElement(rs + "WindowsCredentials", source.IsWindowsAccount ? "true" : "false"),
                source.UserName is null ? null : new XElement(rs + "UserName", source.UserName),
                new XElement(rs + "Enabled", "true")
            ).ToString()
        );
}
