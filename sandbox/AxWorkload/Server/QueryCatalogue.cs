// The statements of the simulated AX, some 230, in the shapes the kernel writes: finds by key, lists for
// grids with FAST, updates by RECID and RECVERSION, inserts and joins; and the two that incidents are about.
using System.Globalization;
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>All statements with their shares. The same for every installation.</summary>
internal static class QueryCatalogue
{
    /// <summary>Share of all executions that the on-hand query has.</summary>
    private const double OnHandShare = 0.04;

    /// <summary>The on-hand query: the plan-regression incident gives it a plan that reads a hundred times as
    /// much.</summary>
    public static readonly SqlStatement OnHand = new(
        "(@P1 bigint,@P2 nvarchar(5),@P3 nvarchar(21),@P4 int,@P5 bigint,@P6 nvarchar(5),@P7 nvarchar(11),@P8 nvarchar(21))SELECT SUM(T1.POSTEDQTY),SUM(T1.PHYSICALINVENT),SUM(T1.RESERVPHYSICAL) FROM INVENTSUM T1 CROSS JOIN INVENTDIM T2 WHERE (((T1.PARTITION=@P1) AND (T1.DATAAREAID=@P2)) AND ((T1.ITEMID=@P3) AND (T1.CLOSED=@P4))) AND (((T2.PARTITION=@P5) AND (T2.DATAAREAID=@P6)) AND (((T2.INVENTDIMID=T1.INVENTDIMID) AND (T2.INVENTLOCATIONID=@P7)) AND (T2.LICENSEPLATEID=@P8)))"
    );

    /// <summary>A report over all transactions, with literals and in parallel: what takes the processors when
    /// they are saturated.</summary>
    public static readonly SqlStatement HeavyReport = new(
        "SELECT T1.ITEMID,SUM(T1.QTY),SUM(T2.AMOUNTCUR) FROM INVENTTRANS T1 LEFT OUTER JOIN CUSTTRANS T2 ON T2.VOUCHER=T1.VOUCHER WHERE T1.PARTITION=5637144576 AND T1.DATAAREAID=N'usmf' AND T1.DATEPHYSICAL>='2010-01-01' GROUP BY T1.ITEMID ORDER BY T1.ITEMID"
    );

    // Name, key, further columns, how much it is used, rows of the largest company.
    private static readonly (string Name, string Key, string[] Columns, double Weight)[] Tables =
    [
        ("SALESTABLE", "SALESID", ["SALESNAME", "CUSTACCOUNT", "SALESSTATUS"], 6),
        ("SALESLINE", "SALESID", ["ITEMID", "SALESQTY", "LINENUM"], 9),
        ("INVENTTRANS", "INVENTTRANSORIGIN", ["ITEMID", "QTY", "STATUSISSUE"], 10),
        ("INVENTTRANSORIGIN", "INVENTTRANSID", ["REFERENCEID", "REFERENCECATEGORY"], 6),
        ("INVENTSUM", "ITEMID", ["INVENTDIMID", "PHYSICALINVENT", "CLOSED"], 8),
        ("INVENTDIM", "INVENTDIMID", ["INVENTSITEID", "INVENTLOCATIONID"], 9),
        ("INVENTTABLE", "ITEMID", ["ITEMTYPE", "NAMEALIAS"], 7),
        ("INVENTTABLEMODULE", "ITEMID", ["MODULETYPE", "PRICE"], 4),
        ("INVENTITEMGROUPITEM", "ITEMID", ["ITEMGROUPID"], 2),
        ("CUSTTABLE", "ACCOUNTNUM", ["CUSTGROUP", "PARTY"], 6),
        ("CUSTTRANS", "ACCOUNTNUM", ["VOUCHER", "AMOUNTCUR"], 3),
        ("CUSTTRANSOPEN", "ACCOUNTNUM", ["REFRECID", "DUEDATE"], 3),
        ("CUSTINVOICEJOUR", "INVOICEID", ["INVOICEACCOUNT", "INVOICEDATE"], 2),
        ("CUSTINVOICETRANS", "INVOICEID", ["ITEMID", "LINEAMOUNT"], 3),
        ("VENDTABLE", "ACCOUNTNUM", ["VENDGROUP", "PARTY"], 3),
        ("VENDTRANS", "ACCOUNTNUM", ["VOUCHER", "AMOUNTCUR"], 2),
        ("PURCHTABLE", "PURCHID", ["ORDERACCOUNT", "PURCHSTATUS"], 3),
        ("PURCHLINE", "PURCHID", ["ITEMID", "PURCHQTY"], 4),
        ("LEDGERJOURNALTABLE", "JOURNALNUM", ["POSTED", "NAME"], 2),
        ("LEDGERJOURNALTRANS", "JOURNALNUM", ["VOUCHER", "AMOUNTCURDEBIT"], 3),
        ("GENERALJOURNALENTRY", "JOURNALNUMBER", ["ACCOUNTINGDATE", "LEDGER"], 2),
        ("TAXTRANS", "VOUCHER", ["TAXCODE", "TAXAMOUNT"], 2),
        ("REQTRANS", "ITEMID", ["PLANVERSION", "REQDATE"], 4),
        ("REQPO", "ITEMID", ["REFID", "QTY"], 2),
        ("PRODTABLE", "PRODID", ["ITEMID", "PRODSTATUS"], 2),
        ("PRODBOM", "PRODID", ["ITEMID", "BOMQTY"], 2),
        ("BOM", "BOMID", ["ITEMID", "BOMQTY"], 1),
        ("ROUTE", "ROUTEID", ["OPRNUM", "WRKCTRID"], 1),
        ("WMSORDERTRANS", "ORDERID", ["ITEMID", "QTY"], 2),
        ("PRICEDISCTABLE", "ITEMRELATION", ["ACCOUNTRELATION", "AMOUNT"], 5),
        ("DIRPARTYTABLE", "PARTYNUMBER", ["NAME", "PRIMARYADDRESSLOCATION"], 4),
        ("LOGISTICSPOSTALADDRESS", "LOCATION", ["CITY", "VALIDTO"], 3),
        ("DIMENSIONATTRIBUTEVALUE", "DIMENSIONATTRIBUTE", ["ENTITYINSTANCE", "ISDELETED"], 4),
        ("DOCUREF", "REFRECID", ["REFTABLEID", "REFCOMPANYID"], 2),
        ("SYSLASTVALUE", "USERID", ["ELEMENTNAME", "RECORDTYPE"], 3),
        ("BATCH", "BATCHJOBID", ["STATUS", "GROUPID"], 1),
    ];

    /// <summary>All of them; the shares of executions and of CPU time each sum up to one, the heavy report
    /// aside.</summary>
    public static readonly IReadOnlyList<QueryProfile> All = Build();

    /// <summary>The on-hand query.</summary>
    public static readonly QueryProfile OnHandProfile = All.Single(p => ReferenceEquals(p.Statement, OnHand));

    /// <summary>The heavy report, which has no share of the everyday load.</summary>
    public static readonly QueryProfile HeavyReportProfile = All.Single(p => ReferenceEquals(p.Statement, HeavyReport));

    private static QueryProfile[] Build()
    {
        var random = new Random(2012);
        var drafts = new List<(string Text, double Weight, double Reads, double Rows, double Writes, string[] Tables)>();
        for (var i = 0; i < Tables.Length; i++)
        {
            var (name, key, columns, weight) = Tables[i];
            var other = Tables[(i + 7) % Tables.Length];
            var list = string.Join(",", columns.Append("RECVERSION").Append("RECID").Select(c => "T1." + c));
            drafts.Add(
                (
                    $"(@P1 bigint,@P2 nvarchar(5),@P3 nvarchar(21))SELECT {list} FROM {name} T1 WHERE (((T1.PARTITION=@P1) AND (T1.DATAAREAID=@P2)) AND (T1.{key}=@P3))",
                    10 * weight,
                    5,
                    1.4,
                    0,
                    [name]
                )
            );
            drafts.Add(
                (
                    $"(@P1 bigint,@P2 nvarchar(5),@P3 nvarchar(21))SELECT {list} FROM {name} T1 WITH(UPDLOCK) WHERE (((T1.PARTITION=@P1) AND (T1.DATAAREAID=@P2)) AND (T1.{key}=@P3))",
                    2 * weight,
                    6,
                    1,
                    0,
                    [name]
                )
            );
            drafts.Add(
                (
                    $"(@P1 bigint,@P2 nvarchar(5),@P3 nvarchar(21))SELECT {list} FROM {name} T1 WHERE ((T1.PARTITION=@P1) AND (T1.DATAAREAID=@P2)) AND (T1.{columns[0]}>=@P3) ORDER BY T1.{columns[0]},T1.RECID OPTION(FAST 20)",
                    0.6 * weight,
                    2000 * Spread(random, 0.6),
                    20,
                    0,
                    [name]
                )
            );
            drafts.Add(
                (
                    $"(@P1 int,@P2 int,@P3 bigint,@P4 nvarchar(5),@P5 bigint,@P6 int)UPDATE {name} SET {columns[^1]}=@P1,RECVERSION=@P2 WHERE (((PARTITION=@P3) AND (DATAAREAID=@P4)) AND ((RECID=@P5) AND (RECVERSION=@P6)))",
                    2.5 * weight,
                    9,
                    1,
                    2.2,
                    [name]
                )
            );
            drafts.Add(
                (
                    $"(@P1 nvarchar(21),@P2 nvarchar(21),@P3 nvarchar(5),@P4 int,@P5 bigint,@P6 bigint)INSERT INTO {name} ({key},{columns[0]},DATAAREAID,RECVERSION,PARTITION,RECID) VALUES (@P1,@P2,@P3,@P4,@P5,@P6)",
                    1.2 * weight,
                    14,
                    1,
                    3.5,
                    [name]
                )
            );
            drafts.Add(
                (
                    $"(@P1 bigint,@P2 nvarchar(5),@P3 nvarchar(21),@P4 bigint,@P5 nvarchar(5))SELECT {list},T2.{other.Key},T2.RECID FROM {name} T1 CROSS JOIN {other.Name} T2 WHERE (((T1.PARTITION=@P1) AND (T1.DATAAREAID=@P2)) AND (T1.{key}=@P3)) AND (((T2.PARTITION=@P4) AND (T2.DATAAREAID=@P5)) AND (T2.RECID=T1.REFRECID))",
                    0.9 * weight,
                    5000 * Spread(random, 0.7),
                    12,
                    0,
                    [name, other.Name]
                )
            );
        }

        drafts.AddRange(
            AxStatements
                .All.Where(s => s != AxStatements.FetchCursor)
                .Select(s => (s.Text, 12.0, 8.0, 1.0, s.Command == "SELECT" ? 0.0 : 2.0, new[] { TableOf(s.Text) }))
        );
        drafts.Add((HeavyReport.Text, 0, 240_000, 18_000, 0, ["INVENTTRANS", "CUSTTRANS"]));
        var others = drafts
            .Select(d =>
                (Executions: d.Weight * Spread(random, 0.7), CpuPerExecution: (0.03 + (0.0045 * d.Reads)) * Spread(random, 0.5))
            )
            .ToArray();
        var executions = others.Sum(o => o.Executions) / (1 - OnHandShare);
        var onHandCpu = OnHandShare * 0.21;
        var cpu = others.Sum(o => o.Executions / executions * o.CpuPerExecution) + onHandCpu;
        var profiles = drafts.Select(
            (d, i) =>
                new QueryProfile(
                    i,
                    d.Text == HeavyReport.Text
                        ? HeavyReport
                        : AxStatements.All.FirstOrDefault(s => s.Text == d.Text) ?? new SqlStatement(d.Text),
                    others[i].Executions / executions,
                    others[i].Executions / executions * others[i].CpuPerExecution / cpu,
                    d.Reads,
                    d.Rows,
                    d.Writes,
                    d.Tables
                )
        );
        return
        [
            .. profiles,
            new QueryProfile(drafts.Count, OnHand, OnHandShare, onHandCpu / cpu, 40, 1, 0, ["INVENTSUM", "INVENTDIM"]),
        ];
    }

    // Some are used much, most little.
    private static double Spread(Random random, double width) => Math.Exp(width * ((random.NextDouble() * 4) - 2));

    private static string TableOf(string text)
    {
        var words = text.Split(' ', '(', ')');
        var at = Array.FindIndex(words, w => w is "FROM" or "INTO" or "UPDATE" or "SELECTUPDATE");
        if (at < 0)
        {
            at = Array.FindIndex(words, w => w.EndsWith("UPDATE", StringComparison.Ordinal));
        }

        return at >= 0 && at + 1 < words.Length ? words[at + 1].ToUpper(CultureInfo.InvariantCulture) : "";
    }
}
