// What the plan cache of the simulated server holds at an instant. Plans live for hours or days, some for
// half an hour; then they are compiled anew, every second time under a new handle. The on-hand query takes
// the bad plan while the plan-regression incident lasts.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Plans with their counters: a pure function of the load. Not thread-safe.</summary>
internal sealed class PlanCache
{
    /// <summary>Milliseconds of CPU in a second that are one percent of the machine's eight
    /// processors.</summary>
    private const double CpuMsPerPercent = 80;

    /// <summary>Pages the regressed plan reads for one of the good plan.</summary>
    private const double RegressedReads = 100;

    private const double PhysicalShare = 0.9;

    private const int Requests = 0;
    private const int EverydayCpu = 1;
    private const int EverydayDuration = 2;
    private const int RegressionCpu = 3;
    private const int ReportCpu = 4;
    private const int ReportRuns = 5;
    private const int PhysicalReads = 6;

    private readonly RunningTotals _totals = new(
        l => 0.9 * l.BatchRequestsPerSecond,
        l => Everyday(l) * CpuMsPerPercent,
        l => Everyday(l) * CpuMsPerPercent * (1.2 + (l.ReadLatencyMs / 25)),
        l => Regression(l) * CpuMsPerPercent,
        l => Excess(l) * CpuMsPerPercent,
        l => Excess(l) > 5 ? 0.1 : 0,
        l => l.ReadsPerSecond
    );

    /// <summary>The plans at an instant.</summary>
    public IReadOnlyList<CachedPlan> At(ServerLoad load, DateTime at) =>
        [.. QueryCatalogue.All.Select(p => Plan(load, p, at)).Where(p => p.Executions > 0)];

    /// <summary>What one statement did between two instants, over all its plans: executions, CPU ms, duration
    /// ms, reads.</summary>
    public (double Executions, double CpuMs, double DurationMs, double Reads) Between(
        ServerLoad load,
        QueryProfile profile,
        bool regressed,
        DateTime from,
        DateTime to
    )
    {
        double Sum(int rate) => _totals.At(load, rate, to) - _totals.At(load, rate, from);
        if (profile == QueryCatalogue.HeavyReportProfile)
        {
            var runs = Sum(ReportRuns);
            return (runs, Sum(ReportCpu), Sum(ReportCpu) * 0.6, runs * profile.Reads);
        }

        var executions = profile.Executions * Sum(Requests);
        var more = regressed ? Sum(RegressionCpu) : 0;
        return (
            executions,
            (profile.Cpu * Sum(EverydayCpu)) + more,
            (profile.Cpu * Sum(EverydayDuration)) + (more * 1.4),
            executions * profile.Reads * (regressed ? RegressedReads : 1)
        );
    }

    private CachedPlan Plan(ServerLoad load, QueryProfile profile, DateTime at)
    {
        var (since, epoch) = Epoch(load, profile, at);
        var regressed = false;
        if (profile == QueryCatalogue.OnHandProfile)
        {
            foreach (var (from, to) in load.Incidents.Of(AxWorkloadScenarios.PlanRegression))
            {
                if (from <= at && from >= since)
                {
                    (since, epoch, regressed) = (from, epoch + 1000, true);
                }

                if (to <= at && to >= since)
                {
                    (since, epoch, regressed) = (to.Value, epoch + 1000, false);
                }
                else if (from <= at && (to is null || to > at))
                {
                    regressed = true;
                }
            }
        }

        var (executions, cpu, duration, reads) = Between(load, profile, regressed, since, at);
        var whole = Math.Floor(executions);
        var rate = Math.Max(
            1e-6,
            profile == QueryCatalogue.HeavyReportProfile ? 0.1 : profile.Executions * 0.9 * load.At(at).BatchRequestsPerSecond
        );
        var last = at.AddSeconds(-Math.Min((at - since).TotalSeconds, 0.5 * (executions - whole) / rate));
        var physical =
            PhysicalShare * profile.Cpu * (_totals.At(load, PhysicalReads, at) - _totals.At(load, PhysicalReads, since));
        return new CachedPlan(
            profile,
            regressed ? 1 : 0,
            epoch / 2,
            1 + (epoch % 2),
            since,
            last,
            (long)whole,
            cpu,
            duration,
            reads,
            Math.Min(physical, reads)
        );
    }

    // When the present plan was compiled, and the how manieth it is since the server's start.
    private static (DateTime Since, int Number) Epoch(ServerLoad load, QueryProfile profile, DateTime at)
    {
        var kind = load.Noise(profile.Number, 31);
        var hours =
            kind < 0.1 ? 0.4 + load.Noise(profile.Number, 32)
            : kind < 0.3 ? 4 + (8 * load.Noise(profile.Number, 32))
            : 26 + (60 * load.Noise(profile.Number, 32));
        var life = TimeSpan.FromHours(hours);
        var first = load.StartedAt + (life * load.Noise(profile.Number, 33));
        if (at < first || profile == QueryCatalogue.HeavyReportProfile)
        {
            return (load.StartedAt, 0);
        }

        var number = (int)((at - first) / life);
        return (first + (number * life), number + 1);
    }

    private static double Regression(LoadLevels l) => Math.Min(20 * l.PlanRegression, 0.6 * l.SqlCpuPercent);

    private static double Excess(LoadLevels l) => Math.Max(0, l.SqlCpuPercent - Regression(l) - 9 - (38 * l.Activity));

    // What the statements of a plan cache do not account for, such as compiling and background work, is left
    // out.
    private static double Everyday(LoadLevels l) => 0.88 * (l.SqlCpuPercent - Regression(l) - Excess(l));
}
