// What the operations of the SOAP endpoint share: namespaces, parameters read by name, answers, faults.

using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal static class SoapMessage
{
    public static readonly XNamespace SoapEnvelope = "http://schemas.xmlsoap.org/soap/envelope/";
    public static readonly XNamespace Rs = "http://schemas.microsoft.com/sqlserver/reporting/2010/03/01/ReportServer";
    private static readonly XNamespace Errors = "http://www.microsoft.com/sql/reportingservices";

    public static string Text(XElement request, string name) =>
        request.Element(Rs + name)?.Value is { Length: > 0 } text
            ? text
            : throw new CatalogFault("rsMissingParameter", $"The parameter '{name}' is missing.");

    public static bool Flag(XElement request, string name) => request.Element(Rs + name)?.Value is "true" or "1";

    public static XElement Response(XElement request, params ReadOnlySpan<XElement?> content)
    {
        var response = new XElement(Rs + (request.Name.LocalName + "Response"));
        foreach (var element in content)
        {
            response.Add(element);
        }

        return response;
    }

    public static string Time(DateTime at) =>
        XmlConvert.ToString(DateTime.SpecifyKind(at, DateTimeKind.Utc), XmlDateTimeSerializationMode.Utc);

    public static XElement Info(CatalogItem item, string name) =>
        new(
            Rs + name,
            new XElement(Rs + "ID", item.Id),
            new XElement(Rs + "Name", item.Name),
            new XElement(Rs + "Path", item.Path),
            new XElement(Rs + "TypeName", item.Type),
            item.Type == CatalogItem.Folder ? null : new XElement(Rs + "Size", item.Definition.Length),
            item.Description.Length == 0 ? null : new XElement(Rs + "Description", item.Description),
            item.IsHidden ? new XElement(Rs + "Hidden", "true") : null,
            new XElement(Rs + "CreationDate", Time(item.CreatedAt)),
            new XElement(Rs + "ModifiedDate", Time(item.ModifiedAt))
        );

    /// <summary>A fault as a server tells it.</summary>
    /// <param name="actor">The address of the service that was asked.</param>
    /// <param name="code">Such as rsItemNotFound.</param>
    /// <param name="message">What is wrong.</param>
    public static XElement Fault(string actor, string code, string message) =>
        new(
            SoapEnvelope + "Fault",
            new XElement("faultcode", "soap:Client"),
            new XElement("faultstring", message),
            new XElement("faultactor", actor),
            new XElement(
                "detail",
                new XElement(Errors + "ErrorCode", code),
                new XElement(Errors + "HttpStatus", StatusCodes.Status400BadRequest.ToString(CultureInfo.InvariantCulture)),
                new XElement(Errors + "Message", message),
                new XElement(Errors + "HelpLink"),
                new XElement(Errors + "ProductName", "Microsoft SQL Server Reporting Services (stand-in)"),
                new XElement(Errors + "ProductVersion", "14.0.600.0"),
                new XElement(Errors + "ProductLocaleId", "127"),
                new XElement(Errors + "OperatingSystem", "OsIndependent"),
                new XElement(Errors + "CountryLocaleId", "1033")
            )
        );
}
