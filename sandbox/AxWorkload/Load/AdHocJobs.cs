// Jobs that users start for a single run: reports, postings, exports, as much as people are at work.
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>What is submitted in a minute; a pure function of seed and time.</summary>
internal static class AdHocJobs
{
    // Of the whole installation, in the middle of a morning everywhere.
    private const double PerMinute = 1.4;

    /// <param name="seed">Seed of the installation.</param>
    /// <param name="at">A time within the minute, UTC.</param>
    /// <param name="people">Number of people who may submit.</param>
    public static IEnumerable<(BatchClass Class, AxCompany Company, int Person)> At(int seed, DateTime at, int people)
    {
        var minute = at.Ticks / TimeSpan.TicksPerMinute;
        for (var c = 0; c < AxCompany.All.Count; c++)
        {
            var company = AxCompany.All[c];
            if (Draw.Unit(seed, minute, c, 3) < company.Share / 100.0 * PerMinute * OfficeHours.Activity(company, at))
            {
                var draw = Draw.Bits(seed, minute, c, 11);
                var name = BatchJobPlans.AdHocClasses[(int)(draw % (ulong)BatchJobPlans.AdHocClasses.Count)];
                yield return (BatchClasses.Of(name), company, (int)(draw / 64 % (ulong)people));
            }
        }
    }
}
