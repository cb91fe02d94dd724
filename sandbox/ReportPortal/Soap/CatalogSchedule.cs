// When a subscription or a refresh plan of the catalogue is due. SOAP and REST say the same thing in XML
// and in JSON, with the same names.

using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

/// <summary>A schedule; its times are those of the server, whose zone is UTC.</summary>
/// <param name="Definition">A ScheduleDefinition without namespace.</param>
internal sealed record CatalogSchedule(XElement Definition)
{
    private static readonly XNamespace Rs = SoapMessage.Rs;
    private static readonly string[] Days =
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    private static readonly string[] Recurrences =
    [
        "MinuteRecurrence",
        "DailyRecurrence",
        "WeeklyRecurrence",
        "MonthlyRecurrence",
        "MonthlyDOWRecurrence",
    ];

    /// <summary>From the parameter MatchData; throws <see cref="CatalogFault"/> when it is none.</summary>
    public static CatalogSchedule FromText(string matchData)
    {
        try
        {
            return new CatalogSchedule(Bare(XElement.Parse(matchData))).Checked();
        }
        catch (XmlException)
        {
            throw new CatalogFault("rsInvalidXml", "The parameter 'MatchData' holds no schedule.");
        }
    }

    /// <summary>From the property Schedule of a body in JSON.</summary>
    public static CatalogSchedule FromJson(JsonNode body)
    {
        var definition = body["Schedule"]?["Definition"];
        var schedule = new XElement(
            "ScheduleDefinition",
            new XElement("StartDateTime", definition?["StartDateTime"]?.ToString() ?? "")
        );
        foreach (var (name, recurrence) in definition?["Recurrence"] as JsonObject ?? [])
        {
            if (recurrence is JsonObject kind)
            {
                schedule.Add(
                    new XElement(
                        name,
                        kind.Where(p => !p.Key.EndsWith("Specified", StringComparison.Ordinal))
                            .Select(p => new XElement(p.Key, p.Value is JsonObject days ? Flags(days) : p.Value?.ToString()))
                    )
                );
            }
        }

        return new CatalogSchedule(schedule).Checked();
    }

    /// <summary>A server tells a schedule in other words than it was given: with a namespace, and every day
    /// of the week.</summary>
    public string ToMatchData()
    {
        static XElement Again(XElement element) =>
            new(
                Rs + element.Name.LocalName,
                element.Name.LocalName == "DaysOfWeek"
                    ? Days.Select(d => (object)new XElement(Rs + d, element.Element(d)?.Value == "true" ? "true" : "false"))
                : element.HasElements ? element.Elements().Select(e => (object)Again(e))
                : [element.Value]
            );

        return new XElement(
            "ScheduleDefinition",
            new XElement(Rs + "StartDateTime", Told(".fffzzz")),
            Definition.Elements().Where(e => e.Name.LocalName != "StartDateTime").Select(Again)
        ).ToString();
    }

    public JsonObject ToJson()
    {
        var recurrence = new JsonObject();
        foreach (var kind in Definition.Elements().Where(e => e.HasElements))
        {
            recurrence[kind.Name.LocalName] = new JsonObject(
                kind.Elements()
                    .Select(e =>
                        KeyValuePair.Create(
                            e.Name.LocalName,
                            e.HasElements
                                ? (JsonNode?)new JsonObject(
                                    e.Elements()
                                        .Select(d => KeyValuePair.Create(d.Name.LocalName, (JsonNode?)(d.Value == "true")))
                                )
                                : Number(e)
                        )
                    )
            );
        }

        return new JsonObject
        {
            ["ScheduleID"] = null,
            ["Definition"] = new JsonObject
            {
                ["StartDateTime"] = Told("zzz"),
                ["Recurrence"] = recurrence,
            },
        };
    }

    /// <summary>The first time after an instant; null when there is none any more. Schedules by month are
    /// refused.</summary>
    public DateTime? NextAfter(DateTime at)
    {
        var start = Start(Definition) ?? throw Refusal();
        switch (Definition.Elements().FirstOrDefault(IsRecurrence))
        {
            case null:
                return start > at ? start : null;
            case { Name.LocalName: "MinuteRecurrence" } minutes:
                return Repeated(start, TimeSpan.FromMinutes(Interval(minutes, "MinutesInterval")), at);
            case { Name.LocalName: "DailyRecurrence" } days:
                return Repeated(start, TimeSpan.FromDays(Interval(days, "DaysInterval")), at);
            case { Name.LocalName: "WeeklyRecurrence" } weeks:
                return Weekly(start, weeks, at);
            case var other:
                throw new CatalogFault(
                    "rsInvalidParameter",
                    $"The recurrence '{other.Name.LocalName}' is not supported by this portal; by minutes, days and weeks are."
                );
        }
    }

    private string Told(string fraction) =>
        new DateTimeOffset(Start(Definition) ?? throw Refusal()).ToString(
            "yyyy-MM-ddTHH:mm:ss" + fraction,
            CultureInfo.InvariantCulture
        );

    /// <summary>What a server told comes back with its namespaces.</summary>
    private static XElement Bare(XElement element) =>
        new(element.Name.LocalName, element.HasElements ? (object)element.Elements().Select(Bare) : element.Value);

    private CatalogSchedule Checked() =>
        Definition.Name.LocalName != "ScheduleDefinition"
        || Start(Definition) is null
        || Definition.Elements().Count(IsRecurrence) > 1
            ? throw Refusal()
            : this;

    private static DateTime Repeated(DateTime start, TimeSpan interval, DateTime at) =>
        start > at ? start : start + (interval * (((at - start).Ticks / interval.Ticks) + 1));

    private static DateTime? Weekly(DateTime start, XElement recurrence, DateTime at)
    {
        var weeks = recurrence.Element("WeeksInterval") is null ? 1 : Interval(recurrence, "WeeksInterval");
        var first = start.Date.AddDays(-(int)start.DayOfWeek);
        for (var day = at > start ? at.Date : start.Date; day <= at.Date.AddDays(7 * (weeks + 1)); day = day.AddDays(1))
        {
            var isDay = recurrence.Element("DaysOfWeek")?.Element(Days[(int)day.DayOfWeek])?.Value == "true";
            if (isDay && (day - first).Days / 7 % weeks == 0 && day + start.TimeOfDay is var due && due > at && due >= start)
            {
                return due;
            }
        }

        return null;
    }

    private static int Interval(XElement recurrence, string name) =>
        int.TryParse(recurrence.Element(name)?.Value, CultureInfo.InvariantCulture, out var interval) && interval > 0
            ? interval
            : throw new CatalogFault(
                "rsInvalidParameter",
                $"The {name} of a schedule is '{recurrence.Element(name)?.Value}'; a whole number from 1 is expected."
            );

    private static bool IsRecurrence(XElement element) => Recurrences.Contains(element.Name.LocalName, StringComparer.Ordinal);

    private static DateTime? Start(XElement definition) =>
        DateTime.TryParse(
            definition.Element("StartDateTime")?.Value,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var start
        )
            ? start
            : null;

    private static JsonNode Number(XElement element) =>
        int.TryParse(element.Value, CultureInfo.InvariantCulture, out var number) ? number : element.Value;

    private static IEnumerable<XElement> Flags(JsonObject days) =>
        days.Select(d => new XElement(d.Key, d.Value?.ToString().ToLowerInvariant()));

    private static CatalogFault Refusal() =>
        new("rsInvalidParameter", "The schedule has a StartDateTime and one kind of recurrence at most.");
}
