// The page that says what went wrong. Written without the repository, which may be what is away.
using System.Net;
using System.Text;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Writes the page of a status that has none of its own.</summary>
public static class ErrorPage
{
    /// <summary>Writes it; nothing of the request is repeated.</summary>
    public static Task WriteAsync(HttpContext context, string? reason = null)
    {
        var status = context.Response.StatusCode;
        var (title, text) = status switch
        {
            400 => ("The request was not understood", "A form may be too old or may have been made for somebody else: go back, load the page again and send it once more."),
            403 => ("Not allowed", "Your role does not allow this. The attempt stands in the audit."),
            404 => ("Not found", "There is no such page, or what it was about has been purged."),
            405 => ("Not possible", "The page does not know what was asked of it."),
            413 => ("Too large", "The request was too large."),
            429 => ("Too many requests", "Wait a minute, then try again."),
            503 => ("The repository cannot be reached", "Nothing is lost: collecting and this page go on as soon as it answers."),
            _ => ("Something went wrong", "The log of the service tells what, under the number below."),
        };
        var html = new StringBuilder()
            .Append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<title>").Append(title).Append(" · AxMonitor</title>")
            .Append("<link rel=\"icon\" href=\"data:,\">")
            .Append("<link rel=\"stylesheet\" href=\"").Append(DeskAssets.StylePath).Append("\" nonce=\"")
            .Append(WebUtility.HtmlEncode(SecurityHeaders.Nonce(context))).Append("\"></head><body><nav class=\"top\">")
            .Append("<a class=\"brand\" href=\"/\">AxMonitor</a></nav><main class=\"narrow\"><h1>").Append(title).Append("</h1><p>")
            .Append(WebUtility.HtmlEncode(reason ?? text)).Append("</p><p class=\"quiet\">").Append(status).Append(" · ")
            .Append(WebUtility.HtmlEncode(context.TraceIdentifier)).Append("</p><p><a href=\"/\">To the first page</a></p></main></body></html>");
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html.ToString(), context.RequestAborted);
    }
}
