// Makes a mail of a notification: fills the template that it names with its payload. What templates share,
// such as the page around them, are partials. In HTML every value is encoded and links that are not http(s)
// are dropped; the values come from watched servers and may hold anything.
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
    /// <summary>Folder of the partials, below that of the templates.</summary>
    public const string PartialsFolder = "partials";

    /// <summary>Folder of what single channels say otherwise, below that of the templates.</summary>
    public const string ChannelsFolder = "channels";

    private const string HtmlSuffix = ".html.hbs";
    private const string TextSuffix = ".text.hbs";
    private const int LongestDetails = 4000;
    private readonly IHandlebars _html = Environment(
        new HtmlValueEncoder(),
        Path.Combine(templatesFolder, PartialsFolder),
        HtmlSuffix
    );
    private readonly IHandlebars _text = Environment(encoder: null, Path.Combine(templatesFolder, PartialsFolder), TextSuffix);
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
            Template(For(name) ?? _text, name);
        }

        foreach (var folder in new[] { PartialsFolder, ChannelsFolder }.Select(f => Path.Combine(templatesFolder, f)))
        {
            var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.hbs") : [];
            foreach (var file in files.Where(f => For(f) is not null))
            {
                Parse(For(file)!, file);
            }
        }

        return names;
    }

    /// <summary>Fills the notification's templates; throws <see cref="MailTemplateException"/> when that is
    /// impossible.</summary>
    /// <param name="notification">What to say.</param>
    /// <param name="addressees">Whom the message is for.</param>
    /// <param name="sender">The domain of its address ends the Message-ID.</param>
    public OutgoingMail Render(Notification notification, IReadOnlyList<MailRecipient> addressees, MailRecipient sender)
    {
        var model = Model(notification);
        return new OutgoingMail
        {
            MessageId = MessageId(notification.MessageKey, sender),
            ThreadId = ThreadId(notification, sender),
            Addressees = addressees,
            Recipients = addressees,
            Subject = new HeaderText(notification.Subject),
            Html = Fill(_html, FileOf(notification, HtmlSuffix), model),
            Text = Fill(_text, FileOf(notification, TextSuffix), model),
        };
    }

    /// <summary>A plain mail that needs no template, for a notification that cannot be sent as it
    /// should.</summary>
    /// <param name="notification">What to say.</param>
    /// <param name="addressees">Whom the message is for.</param>
    /// <param name="sender">The domain of its address ends the Message-ID.</param>
    /// <param name="reason">Why it is not the usual mail.</param>
    public static OutgoingMail Substitute(
        Notification notification,
        IReadOnlyList<MailRecipient> addressees,
        MailRecipient sender,
        string reason
    )
    {
        var subject = new HeaderText(notification.Subject);
        var details = new string(
            [.. notification.PayloadJson.Take(LongestDetails).Select(c => char.IsControl(c) && c != '\n' ? ' ' : c)]
        );
        var text = string.Join(
            "\r\n",
            [
                subject.ToString(),
                "",
                $"State: {new HeaderText(notification.State)}, severity: {new HeaderText(notification.Severity)}.",
                "This is a plain substitute, because the usual mail could not be sent:",
                new HeaderText(reason).ToString(),
                "The report shows the alert; axmonitor check compiles all templates.",
                "",
                details.Replace("\n", "\r\n", StringComparison.Ordinal),
                "",
            ]
        );
        return new OutgoingMail
        {
            MessageId = MessageId(notification.MessageKey, sender),
            ThreadId = ThreadId(notification, sender),
            Addressees = addressees,
            Recipients = addressees,
            Subject = subject,
            Html = $"<html><body><pre style=\"white-space:pre-wrap\">{WebUtility.HtmlEncode(text)}</pre></body></html>",
            Text = text,
            IsSubstitute = true,
        };
    }

    /// <summary>The same for every copy of one message, so that mail systems and readers recognise a second
    /// one.</summary>
    public static string MessageId(string messageKey, MailRecipient sender)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageKey)));
        return $"{hash[..32]}@{sender.Address[(sender.Address.LastIndexOf('@') + 1)..]}";
    }

    private static string? ThreadId(Notification notification, MailRecipient sender) =>
        notification.FirstMessageKey.Length == 0
        || string.Equals(notification.FirstMessageKey, notification.MessageKey, StringComparison.Ordinal)
            ? null
            : MessageId(notification.FirstMessageKey, sender);

    /// <summary>channels/CHANNEL.NAME where there is such a file, else NAME.</summary>
    private string FileOf(Notification notification, string suffix)
    {
        var file = notification.TemplateName + suffix;
        if (!IsPlain(file))
        {
            throw Absent(file);
        }

        var own = Path.Combine(ChannelsFolder, $"{notification.Channel}.{file}");
        return IsPlain(notification.Channel) && File.Exists(Path.Combine(templatesFolder, own)) ? own : file;
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
        catch (Exception e)
        {
            // A template is a program: whatever it fails with for this payload, it will fail with again.
            throw new MailTemplateException($"Template '{file}' cannot be filled: {e.Message}", e);
        }
    }

    private HandlebarsTemplate<object, object> Template(IHandlebars environment, string file) =>
        _compiled.GetOrAdd(file, f => Compile(environment, f));

    private HandlebarsTemplate<object, object> Compile(IHandlebars environment, string file)
    {
        var path = Path.Combine(templatesFolder, file);
        if (!File.Exists(path))
        {
            throw Absent(file);
        }

        return Parse(environment, path);
    }

    private MailTemplateException Absent(string file) =>
        new($"Template '{file}' is not in '{templatesFolder}'; put it there or correct the rule's template name.");

    private IHandlebars? For(string file) =>
        file.EndsWith(HtmlSuffix, StringComparison.OrdinalIgnoreCase) ? _html
        : file.EndsWith(TextSuffix, StringComparison.OrdinalIgnoreCase) ? _text
        : null;

    internal static HandlebarsTemplate<object, object> Parse(IHandlebars environment, string path)
    {
        try
        {
            return environment.Compile(File.ReadAllText(path));
        }
        catch (Exception e) when (e is HandlebarsException or IOException or UnauthorizedAccessException)
        {
            throw new MailTemplateException($"Template '{path}' is wrong: {e.Message}", e);
        }
    }

    internal static bool IsPlain(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    internal static Dictionary<string, object?> Model(Notification notification)
    {
        try
        {
            using var payload = JsonDocument.Parse(notification.PayloadJson);
            if (Value("", payload.RootElement) is not Dictionary<string, object?> model)
            {
                throw new MailTemplateException($"The payload of notification {notification.NotificationId} is no JSON object.");
            }

            model["subject"] = new HeaderText(notification.Subject).ToString();
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
            JsonValueKind.Object => Object(element),
            JsonValueKind.Array => element.EnumerateArray().Select(e => Value("", e)).ToList(),
            JsonValueKind.String when name.EndsWith("Url", StringComparison.OrdinalIgnoreCase) => Link(element.GetString()!),
            JsonValueKind.String => element.GetString(),
            // Whole numbers stay numbers, so that {{#if}} takes 0 for no.
            JsonValueKind.Number => element.TryGetInt32(out var number) ? number : element.GetRawText(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    /// <summary>An object's properties by name; of names that differ in case alone the last one
    /// counts.</summary>
    private static Dictionary<string, object?> Object(JsonElement element)
    {
        var properties = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in element.EnumerateObject())
        {
            properties[property.Name] = Value(property.Name, property.Value);
        }

        return properties;
    }

    private static string? Link(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? url : null;

    internal static IHandlebars Environment(ITextEncoder? encoder, string partialsFolder, string suffix)
    {
        var handlebars = Handlebars.Create(
            new HandlebarsConfiguration
            {
                TextEncoder = encoder,
                NoEscape = encoder is null,
                PartialTemplateResolver = new FolderPartials(partialsFolder, suffix),
            }
        );

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

    /// <summary>Finds {{> name}} as a file of the partials' folder.</summary>
    private sealed class FolderPartials(string folder, string suffix) : IPartialTemplateResolver
    {
        public bool TryRegisterPartial(IHandlebars env, string? partialName, string? templatePath)
        {
            var path = Path.Combine(folder, partialName + suffix);
            if (partialName is null || !IsPlain(partialName) || !File.Exists(path))
            {
                return false;
            }

            env.RegisterTemplate(partialName, File.ReadAllText(path));
            return true;
        }
    }

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
