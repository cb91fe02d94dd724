// A company of the installation with the working hours of the place where it is.
namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <param name="Id">DATAAREA.ID.</param>
/// <param name="Name">Name.</param>
/// <param name="Zone">Time zone of its offices.</param>
/// <param name="Language">Language of its users.</param>
/// <param name="Share">Of a hundred users, how many work there.</param>
internal sealed record AxCompany(string Id, string Name, TimeZoneInfo Zone, string Language, int Share)
{
    public static readonly IReadOnlyList<AxCompany> All =
    [
        new("usmf", "Contoso Entertainment System USA", Find("America/New_York", -5), "en-us", 22),
        new("dat", "Company accounts data", TimeZoneInfo.Utc, "en-us", 2),
        new("gbsi", "Contoso Consulting Great Britain", Find("Europe/London", 0), "en-gb", 10),
        new("demf", "Contoso Entertainment System Germany", Find("Europe/Berlin", 1), "de", 18),
        new("frrt", "Contoso Retail France", Find("Europe/Paris", 1), "fr", 9),
        new("jpmf", "Contoso Entertainment System Japan", Find("Asia/Tokyo", 9), "ja", 7),
        new("cnmf", "Contoso Entertainment System China", Find("Asia/Shanghai", 8), "zh-hans", 8),
        new("inmf", "Contoso Entertainment System India", Find("Asia/Kolkata", 5.5), "en-in", 6),
        new("ussi", "Contoso Consulting USA", Find("America/Chicago", -6), "en-us", 6),
        new("usrt", "Contoso Retail USA", Find("America/Los_Angeles", -8), "en-us", 5),
        new("brmf", "Contoso Entertainment System Brazil", Find("America/Sao_Paulo", -3), "pt-br", 4),
        new("sgmf", "Contoso Entertainment System Singapore", Find("Asia/Singapore", 8), "en-us", 3),
    ];

    public DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone);

    /// <summary>A local time that a change of the clock skips is taken an hour later.</summary>
    public DateTime Utc(DateTime local)
    {
        var at = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return TimeZoneInfo.ConvertTimeToUtc(Zone.IsInvalidTime(at) ? at.AddHours(1) : at, Zone);
    }

    public static AxCompany Of(string id) => All.First(c => c.Id == id);

    // A machine without time-zone data still gets the winter offset.
    private static TimeZoneInfo Find(string id, double hours) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? zone
            : TimeZoneInfo.CreateCustomTimeZone(id, TimeSpan.FromHours(hours), id, id);
}
