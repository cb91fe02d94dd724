// The part of SSRS's SOAP endpoint ReportService2010 that deployment uses. Names, order and faults are those
// of its WSDL, so that a deployer cannot tell the difference; every other operation is refused by name.

using System.Text;
using System.Xml;
using System.Xml.Linq;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using Microsoft.AspNetCore.Http;
using static AxMonitor.Sandbox.ReportPortal.Soap.SoapMessage;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed class ReportService(CatalogStore store, RefreshPlans plans)
{
    public const string Path = "/ReportServer/ReportService2010.asmx";
    private const int LargestRequest = 16 * 1024 * 1024;
    private readonly ItemOperations _items = new(store);
    private readonly ReferenceOperations _references = new(store);
    private readonly AccessOperations _access = new(store);
    private readonly SubscriptionOperations _subscriptions = new(store);
    private readonly CacheOperations _cache = new(store, plans);

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("text/xml", StringComparison.OrdinalIgnoreCase) != true)
        {
            // SOAP 1.1 is text/xml, which a form of another site cannot send.
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        var actor = $"{context.Request.Scheme}://{context.Request.Host}{Path}";
        XElement answer;
        var status = StatusCodes.Status200OK;
        try
        {
            answer = await AnswerAsync(await RequestAsync(context), context.RequestAborted);
        }
        catch (CatalogFault fault)
        {
            (status, answer) = (StatusCodes.Status500InternalServerError, Fault(actor, fault.Code, fault.Message));
        }
        catch (RdlException error)
        {
            status = StatusCodes.Status500InternalServerError;
            answer = Fault(actor, "rsInvalidReportDefinition", error.Message);
        }

        var envelope = new XDocument(
            new XElement(
                SoapEnvelope + "Envelope",
                new XAttribute(XNamespace.Xmlns + "soap", SoapEnvelope),
                new XElement(SoapEnvelope + "Body", answer)
            )
        );
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/xml; charset=utf-8";
        await context.Response.WriteAsync(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + envelope.ToString(SaveOptions.DisableFormatting),
            Encoding.UTF8,
            context.RequestAborted
        );
    }

    private static async Task<XElement> RequestAsync(HttpContext context)
    {
        try
        {
            using var text = new MemoryStream();
            await context.Request.Body.CopyToAsync(text, context.RequestAborted);
            if (text.Length > LargestRequest)
            {
                throw new CatalogFault("rsInvalidParameter", $"The request is larger than {LargestRequest} bytes.");
            }

            text.Position = 0;
            using var reader = XmlReader.Create(
                text,
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
            );
            var body = XDocument.Load(reader).Root?.Element(SoapEnvelope + "Body");
            return body?.Elements().FirstOrDefault()
                ?? throw new CatalogFault("rsInvalidXml", "The request is no SOAP 1.1 envelope with an operation in its body.");
        }
        catch (XmlException error)
        {
            throw new CatalogFault("rsInvalidXml", $"The request is not well-formed XML: {error.Message}");
        }
    }

    private async Task<XElement> AnswerAsync(XElement request, CancellationToken cancellationToken)
    {
        if (request.Name.Namespace != Rs)
        {
            throw new CatalogFault(
                "rsInvalidXml",
                $"The operation is in the namespace '{request.Name.NamespaceName}'; '{Rs.NamespaceName}' is expected."
            );
        }

        return await _items.AnswerAsync(request, cancellationToken)
            ?? _references.Answer(request)
            ?? _access.Answer(request)
            ?? _subscriptions.Answer(request)
            ?? await _cache.AnswerAsync(request, cancellationToken)
            ?? throw new CatalogFault(
                "rsOperationNotSupported",
                $"The operation '{request.Name.LocalName}' is not supported by this portal."
            );
    }
}
