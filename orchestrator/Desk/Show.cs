// How pages show times, durations, severities and links between pages of a list. Everything is encoded.
using System.Globalization;
using AxMonitor.Orchestrator.Observe;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.WebUtilities;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Small parts of pages.</summary>
public static class Show
{
    /// <summary>A time: UTC, which the script turns into the reader's own with UTC on hover.</summary>
    public static IHtmlContent Time(DateTime? at)
    {
        if (at is not { } time)
        {
            return new HtmlString("");
        }

        var tag = new TagBuilder("time");
        tag.Attributes["datetime"] = time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        tag.InnerHtml.Append(time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        return tag;
    }

    /// <summary>A duration in its two largest units; nothing for none.</summary>
    public static string Duration(long? milliseconds) => milliseconds is { } ms ? DurationText.Of(ms) : "";

    /// <summary>A word with a colour of its own: a severity or a state.</summary>
    public static IHtmlContent Badge(string? word)
    {
        if (string.IsNullOrEmpty(word))
        {
            return new HtmlString("");
        }

        var tag = new TagBuilder("span");
        tag.AddCssClass("badge");
        tag.AddCssClass(
            word switch
            {
                "critical" or "disabled" or "cancelled" or "failed" or "off" or "unhealthy" => "bad",
                "warning" or "open" or "planned" or "slowed" or "degraded" or "failing" or "waiting" => "warn",
                "acknowledged" or "running" or "queued" => "info",
                "resolved" or "enabled" or "ok" or "collecting" or "sent" or "done" or "healthy" => "good",
                _ => "plain",
            }
        );
        tag.InnerHtml.Append(word);
        return tag;
    }

    /// <summary>The same address with another value of one of its parts; null takes it away.</summary>
    public static string With(HttpRequest request, string name, string? value)
    {
        var parts = request
            .Query.Where(p =>
                !string.Equals(p.Key, name, StringComparison.OrdinalIgnoreCase)
                && p.Key is not ("done" or "handler")
                && p.Value.ToString().Length > 0
            )
            .Select(p => KeyValuePair.Create(p.Key, (string?)p.Value.ToString()));
        return QueryHelpers.AddQueryString(
            request.Path.ToString(),
            value is null ? parts : parts.Append(KeyValuePair.Create(name, (string?)value))
        );
    }

    /// <summary>Links to the other pages of a list.</summary>
    public static IHtmlContent Pager(HttpRequest request, int page, int size, int total)
    {
        var last = Math.Max(1, (total + size - 1) / size);
        var nav = new TagBuilder("nav");
        nav.AddCssClass("pager");
        nav.Attributes["aria-label"] = "Pages";
        nav.InnerHtml.Append(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{total} {(total == 1 ? "row" : "rows")}{(last > 1 ? $", page {page} of {last}" : "")} "
            )
        );
        Link("First", 1, page > 2);
        Link("Previous", page - 1, page > 1);
        Link("Next", page + 1, page < last);
        Link("Last", last, page < last - 1);
        return nav;

        void Link(string text, int to, bool isShown)
        {
            if (isShown)
            {
                var link = new TagBuilder("a");
                link.Attributes["href"] = With(request, "page", to.ToString(CultureInfo.InvariantCulture));
                link.InnerHtml.Append(text);
                nav.InnerHtml.AppendHtml(link).Append(" ");
            }
        }
    }

    /// <summary>A column's heading that sorts by it: first upwards, then downwards.</summary>
    public static IHtmlContent Sort(HttpRequest request, string key, string title)
    {
        var now = request.Query["sort"].ToString();
        var isUp = string.Equals(now, key, StringComparison.Ordinal);
        var isDown = string.Equals(now, "-" + key, StringComparison.Ordinal);
        var heading = new TagBuilder("th");
        heading.Attributes["scope"] = "col";
        if (isUp || isDown)
        {
            heading.Attributes["aria-sort"] = isUp ? "ascending" : "descending";
        }

        var link = new TagBuilder("a");
        link.Attributes["href"] = With(request, "sort", isUp ? "-" + key : key);
        link.InnerHtml.Append(title);
        heading.InnerHtml.AppendHtml(link);
        return heading;
    }

    /// <summary>The option of a list that is chosen.</summary>
    public static IHtmlContent Option(string value, string text, string? chosen)
    {
        var tag = new TagBuilder("option");
        tag.Attributes["value"] = value;
        if (string.Equals(value, chosen ?? "", StringComparison.Ordinal))
        {
            tag.Attributes["selected"] = "selected";
        }

        tag.InnerHtml.Append(text);
        return tag;
    }

    /// <summary>Text that is shown as it was written, with its line breaks; nothing for none.</summary>
    public static IHtmlContent Text(string? text)
    {
        var tag = new TagBuilder("span");
        tag.AddCssClass("text");
        tag.InnerHtml.Append(text ?? "");
        return tag;
    }

    /// <summary>A link where it leads to a page, its text alone otherwise.</summary>
    public static IHtmlContent Link(string? url, string text)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return new HtmlContentBuilder().Append(text);
        }

        var tag = new TagBuilder("a");
        tag.Attributes["href"] = url;
        tag.InnerHtml.Append(text);
        return tag;
    }
}
