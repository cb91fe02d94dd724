// Makes a mail of a notification: fills the template that it names with its payload. In HTML every value is
// encoded, links that are not http(s) are dropped, and a subject stays one line; the values come from watched
// servers and may hold anything.
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AxMonitor.Orchestrator.Repository;
using HandlebarsDotNet;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Renders notifications.</summary>
public sealed class MailRenderer(string templatesFolder)
{
    private readonly IHandlebars _html = Environment(new HtmlValueEncoder());
    private readonly IHandlebars _text = Environment(encoder: null);
    private readonly ConcurrentDictionary<string, HandlebarsTemplate<object, object>> _compiled = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Compiles every template of the folder, so that a wrong one is found before an alert needs it;
    /// returns their names.</summary>
    public IReadOnlyList<string> CompileAll()
    {
        var names = Directory.Exists(templatesFolder)
            ? Directory.GetFiles(templatesFolder, "*.hbs").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal).ToList()
            : [];
        if (names.Count == 0)
        {
            throw new MailTemplateException($"There is no template in '{templatesFolder}'.");
        }

        foreach (var name in names)
        {
            Template(name.EndsWith(".html.hbs", StringComparison.OrdinalIgnoreCase) ? _html : _text, name);
        }

        return names;
    }

    /// <summary>Fills the notification's templates; throws <see cref="MailTemplateException"/> when that is
    /// impossible.</summary>
    /// <param name="notification">What to say.</param>
    /// <param name="recipients">Whom to tell.</param>
    /// <param name="senderAddress">Its domain ends the Message-ID.</param>
    public OutgoingMail Render(Notification notification, IReadOnlyList<string> recipients, string senderAddress)
    {
        var model = Model(notification);
        return new OutgoingMail
        {
            MessageId = MessageId(notification.MessageKey, senderAddress),
            Recipients = recipients,
            Subject = OneLine(notification.Subject),
            Html = Fill(_html, notification.TemplateName + ".html.hbs", model),
            Text = Fill(_text, notification.TemplateName + ".text.hbs", model),
        };
    }

    /// <summary>The same for every copy of one message, so that mail systems and readers recognise a second
    /// one.</summary>
    public static string MessageId(string messageKey, string senderAddress)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageKey)));
        var domain = senderAddress[(senderAddress.LastIndexOf('@') + 1)..].TrimEnd('>', ' ');
        return $"<{hash[..32]}@{domain}>";
    }

    private string Fill(IHandlebars environment, string file, object model)
    {
        var template = Template(environment, file);
        try
        {
            return template(model)
                .Replace("\r\n", "\n", StringComparison.Ordinal)
                .Replace("\n", "\r\n", StringComparison.Ordinal);
        }
        catch (HandlebarsException e)
        {
            throw new MailTemplateException($"Template '{file}' cannot be filled: {e.Message}", e);
        }
    }

    private HandlebarsTemplate<object, object> Template(IHandlebars environment, string file) =>
        _compiled.GetOrAdd(file, f => Compile(environment, f));

    private HandlebarsTemplate<object, object> Compile(IHandlebars environment, string file)
    {
        var path = Path.Combine(templatesFolder, file);
        if (!file.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') || !File.Exists(path))
        {
            throw new MailTemplateException(
                $"Template '{file}' is not in '{templatesFolder}'; put it there or correct the rule's template name."
            );
        }

        try
        {
            return environment.Compile(File.ReadAllText(path));
        }
        catch (HandlebarsException e)
        {
            throw new MailTemplateException($"Template '{path}' is wrong: {e.Message}", e);
        }
    }

    private static Dictionary<string, object?> Model(Notification notification)
    {
        try
        {
            using var payload = JsonDocument.Parse(notification.PayloadJson);
            if (Value("", payload.RootElement) is not Dictionary<string, object?> model)
            {
                throw new MailTemplateException($"The payload of notification {notification.NotificationId} is no JSON object.");
            }

            model["subject"] = OneLine(notification.Subject);
            model["isResolved"] = string.Equals(notification.State, "resolved", StringComparison.OrdinalIgnoreCase);
            model["isCritical"] = string.Equals(notification.Severity, "critical", StringComparison.OrdinalIgnoreCase);
            return model;
        }
        catch (JsonException e)
        {
            throw new MailTemplateException(
                $"The payload of notification {notification.NotificationId} is no JSON: {e.Message}",
                e
            );
        }
    }

    private static object? Value(string name, JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .ToDictionary(p => p.Name, p => Value(p.Name, p.Value), StringComparer.OrdinalIgnoreCase),
            JsonValueKind.Array => element.EnumerateArray().Select(e => Value("", e)).ToList(),
            JsonValueKind.String when name.EndsWith("Url", StringComparison.OrdinalIgnoreCase) => Link(element.GetString()!),
            JsonValueKind.String => element.GetString(),
            // Whole numbers stay numbers, so that {{#if}} takes 0 for no.
            JsonValueKind.Number => element.TryGetInt32(out var number) ? number : element.GetRawText(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    private static string? Link(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? url : null;

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));

    private static IHandlebars Environment(ITextEncoder? encoder)
    {
        var handlebars = Handlebars.Create(new HandlebarsConfiguration { TextEncoder = encoder, NoEscape = encoder is null });

        // {{utc openedAt}}: a time as people read it.
        handlebars.RegisterHelper(
            "utc",
            (output, _, arguments) =>
            {
                var text = Argument(arguments, 0);
                output.Write(
                    DateTime.TryParse(
                        text,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
                        out var at
                    )
                        ? at.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
                        : text
                );
            }
        );

        // {{clip statement 600}}: the beginning of a long text.
        handlebars.RegisterHelper(
            "clip",
            (output, _, arguments) =>
            {
                var text = Argument(arguments, 0);
                var length = int.Parse(Argument(arguments, 1), CultureInfo.InvariantCulture);
                output.Write(text.Length > length ? text[..length] + " …" : text);
            }
        );

        // {{count victimCount "session" "sessions"}}: a number with its noun.
        handlebars.RegisterHelper(
            "count",
            (output, _, arguments) =>
            {
                var number = Argument(arguments, 0);
                output.Write($"{number} {Argument(arguments, string.Equals(number, "1", StringComparison.Ordinal) ? 1 : 2)}");
            }
        );
        return handlebars;
    }

    private static string Argument(Arguments arguments, int index) =>
        arguments.Length <= index || arguments[index] is null or UndefinedBindingResult
            ? ""
            : Convert.ToString(arguments[index], CultureInfo.InvariantCulture) ?? "";

    /// <summary>Encodes everything that means something in HTML, quotes included.</summary>
    private sealed class HtmlValueEncoder : ITextEncoder
    {
        public void Encode(StringBuilder? text, TextWriter target) => target.Write(WebUtility.HtmlEncode(text?.ToString()));

        public void Encode(string? text, TextWriter target) => target.Write(WebUtility.HtmlEncode(text));

        public void Encode<T>(T? text, TextWriter target)
            where T : IEnumerator<char>
        {
            var all = new StringBuilder();
            while (text?.MoveNext() == true)
            {
                all.Append(text.Current);
            }

            Encode(all, target);
        }
    }
}
