// What a scenario must lead to: which names the subject of a mail has to carry, and how long that may take.
using AxMonitor.Sandbox.AxWorkload;

namespace AxMonitor.Sandbox;

/// <summary>The planted culprit of a scenario as a mail's subject has to name it.</summary>
/// <param name="SubjectParts">Texts that one and the same subject contains, whatever their case.</param>
/// <param name="WarmUp">Simulated time that the installation is watched before the incident begins: what used
/// to be is known then.</param>
/// <param name="Limit">Simulated time from the onset to the mail, beyond which it counts as missing.</param>
/// <param name="Speed">Simulated seconds in a second, unless the command line says otherwise.</param>
internal sealed record ScenarioExpectation(
    IReadOnlyList<string> SubjectParts,
    TimeSpan WarmUp,
    TimeSpan Limit,
    double Speed
)
{
    /// <summary>How much of the past the installation has, unless the command line says otherwise; null: as
    /// always.</summary>
    public TimeSpan? History { get; init; }

    private static readonly Dictionary<string, ScenarioExpectation> ByName = new(StringComparer.Ordinal)
    {
        [AxWorkloadScenarios.BlockingStorm] = new(["MWEBER", "12", "INVENTSUM"], TimeSpan.Zero, Minutes(2), 1),
        [AxWorkloadScenarios.NumberSequenceBlock] = new(["NUMBERSEQUENCETABLE"], TimeSpan.Zero, Minutes(2), 1),
        [AxWorkloadScenarios.Deadlock] = new(
            ["Deadlock", "INVENTSUM/INVENTTRANS", "DGARCIA lost"],
            TimeSpan.Zero,
            Minutes(3),
            1
        ),
        [AxWorkloadScenarios.BatchBacklog] = new(["AX-AOS04", "0 batch threads"], Minutes(3), Minutes(10), 4),
        [AxWorkloadScenarios.AosDown] = new(["AX-AOS04"], Minutes(3), Minutes(10), 4),
        [AxWorkloadScenarios.IoStall] = new(["E:", "reads"], Minutes(2), Minutes(15), 6),
        [AxWorkloadScenarios.CpuSaturation] = new(["CPU", "INVENTTRANS+CUSTTRANS"], Minutes(6), Minutes(25), 10),
        [AxWorkloadScenarios.TempDbGrowth] = new(["tempdb full in"], Minutes(2), Minutes(40), 10),
        [AxWorkloadScenarios.SlowLeak] = new(["Leak", "SubledgerJournalTransferBatch"], TimeSpan.Zero, Minutes(60), 10)
        {
            History = TimeSpan.FromDays(30),
        },
        [AxWorkloadScenarios.PlanRegression] = new(["New plan", "INVENTSUM+INVENTDIM"], Minutes(40), Minutes(40), 20),
    };

    /// <summary>Scenarios that a self-check can run.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <returns>Null for a scenario that no mail tells of.</returns>
    public static ScenarioExpectation? Of(string scenario) => ByName.GetValueOrDefault(scenario);

    /// <returns>Whether a subject names the culprit.</returns>
    public bool IsNamedIn(string subject) => SubjectParts.All(p => subject.Contains(p, StringComparison.OrdinalIgnoreCase));

    private static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);
}
