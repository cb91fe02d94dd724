// NUMBERSEQUENCETABLE: sequences of several companies that are used up as people work; one is nearly
// exhausted.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Installation.Schema;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Number sequences and their next numbers. Not thread-safe.</summary>
internal sealed class NumberSequences(int seed)
{
    private static readonly (
        string Code,
        string Text,
        string Format,
        int Highest,
        int Next,
        bool IsContinuous,
        int FetchAhead,
        double PerMinute
    )[] Templates =
    [
        ("Sale_101", "Sales order", "SO-######", 999_999_999, 48_213, true, 0, 1.1),
        ("SalI_102", "Sales invoice", "SI-######", 999_999_999, 31_044, true, 0, .7),
        ("Ledg_103", "General journal voucher", "GJ########", 99_999_999, 512_330, true, 0, 2.2),
        ("Inve_104", "Inventory lot ID", "LOT########", 99_999_999, 7_320_411, false, 20, 14),
        ("Inve_105", "Inventory dimension", "########_###", 99_999_999, 2_118_090, false, 50, 5),
        ("Purc_106", "Purchase order", "PO-######", 999_999, 87_750, true, 0, .4),
        ("WHSW_107", "Work ID", "WK######", 999_999, 831_000, false, 10, 1.6),
    ];

    private static readonly string[] Companies = ["usmf", "demf", "gbsi"];

    private readonly long[] _next = Companies.SelectMany((_, c) => Templates.Select(t => (long)t.Next + (c * 137))).ToArray();
    private readonly int[] _versions = Enumerable.Repeat(1, Companies.Length * Templates.Length).ToArray();

    /// <summary>Takes the numbers of the last minutes.</summary>
    public void Advance(DateTime at, TimeSpan by)
    {
        for (var i = 0; i < _next.Length; i++)
        {
            var expected =
                Templates[i % Templates.Length].PerMinute
                * by.TotalMinutes
                * OfficeHours.Activity(AxCompany.Of(Companies[i / Templates.Length]), at);
            var taken = (long)Math.Floor(expected + Draw.Unit(seed, i, at.Ticks));
            _next[i] += taken;
            _versions[i] += taken > 0 ? 1 : 0;
        }
    }

    public void Flush(AxChanges changes)
    {
        for (var i = 0; i < _next.Length; i++)
        {
            var sequence = Templates[i % Templates.Length];
            changes.Put(
                ConfigurationTables.NumberSequences,
                i,
                ConfigurationTables
                    .NumberSequences.NewRow()
                    .Set("NUMBERSEQUENCE", sequence.Code)
                    .Set("TXT", sequence.Text)
                    .Set("FORMAT", sequence.Format)
                    .Set("LOWEST", 1)
                    .Set("HIGHEST", sequence.Highest)
                    .Set("NEXTREC", Math.Min(_next[i], sequence.Highest))
                    .Set("CONTINUOUS", sequence.IsContinuous ? 1 : 0)
                    .Set("FETCHAHEAD", sequence.FetchAhead > 0 ? 1 : 0)
                    .Set("FETCHAHEADQTY", sequence.FetchAhead)
                    .Set("NUMBERSEQUENCESCOPE", ScopeId(i / Templates.Length))
                    .Set("RECVERSION", _versions[i])
                    .Set("RECID", AxTable.FirstRecId + 400 + i)
            );
        }
    }

    public static void WriteScopes(AxChanges changes)
    {
        for (var i = 0; i < Companies.Length; i++)
        {
            changes.Add(
                ConfigurationTables.NumberSequenceScope,
                ConfigurationTables.NumberSequenceScope.NewRow().Set("DATAAREA", Companies[i]).Set("RECID", ScopeId(i))
            );
        }
    }

    private static long ScopeId(int company) => AxTable.FirstRecId + 390 + company;
}
