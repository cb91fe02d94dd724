// Showplan XML of the simulated statements: small, valid in its outline, and telling the good plan from the
// bad one.
using System.Globalization;
using System.Xml.Linq;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Writes plans as SQL Server 2016 does.</summary>
internal static class ShowplanXml
{
    private static readonly XNamespace Ns = "http://schemas.microsoft.com/sqlserver/2004/07/showplan";

    /// <summary>The plan of a statement.</summary>
    /// <param name="variant">0: seeks; 1: scans the first table.</param>
    public static string Of(QueryProfile profile, int variant, string databaseName)
    {
        var root = new XElement(
            Ns + "ShowPlanXML",
            new XAttribute("Version", "1.5"),
            new XAttribute("Build", "13.0.5026.0"),
            new XElement(
                Ns + "BatchSequence",
                new XElement(
                    Ns + "Batch",
                    new XElement(
                        Ns + "Statements",
                        new XElement(
                            Ns + "StmtSimple",
                            new XAttribute("StatementText", profile.Body),
                            new XAttribute("StatementId", 1),
                            new XAttribute("StatementCompId", 1),
                            new XAttribute("StatementType", profile.Statement.Command),
                            new XAttribute("StatementSubTreeCost", Number(profile.Reads * 0.0007)),
                            new XAttribute("QueryHash", "0x" + Convert.ToHexString(profile.Statement.Hash)),
                            new XAttribute("QueryPlanHash", "0x" + Convert.ToHexString(profile.PlanHash(variant))),
                            new XElement(
                                Ns + "QueryPlan",
                                new XAttribute("CachedPlanSize", 24),
                                new XAttribute("CompileTime", 2),
                                new XAttribute("CompileCPU", 2),
                                Root(profile, variant, databaseName)
                            )
                        )
                    )
                )
            )
        );
        return root.ToString(SaveOptions.DisableFormatting);
    }

    private static XElement Root(QueryProfile profile, int variant, string databaseName)
    {
        var node = 0;
        if (profile.Tables.Count < 2)
        {
            return Access(profile, profile.Tables[0], ref node, variant, databaseName);
        }

        var join = Operator(node++, variant == 0 ? "Nested Loops" : "Hash Match", "Inner Join", profile.Rows);
        var body = new XElement(Ns + (variant == 0 ? "NestedLoops" : "Hash"), new XElement(Ns + "DefinedValues"));
        foreach (var table in profile.Tables)
        {
            body.Add(Access(profile, table, ref node, variant, databaseName));
        }

        join.Add(body);
        return join;
    }

    private static XElement Access(QueryProfile profile, string table, ref int node, int variant, string databaseName)
    {
        var isScan = variant != 0 && table == profile.Tables[0];
        var access = Operator(
            node++,
            isScan ? "Clustered Index Scan" : "Clustered Index Seek",
            isScan ? "Clustered Index Scan" : "Clustered Index Seek",
            isScan ? profile.Rows * 4000 : profile.Rows
        );
        access.Add(
            new XElement(
                Ns + "IndexScan",
                new XAttribute("Ordered", isScan ? 0 : 1),
                new XElement(Ns + "DefinedValues"),
                new XElement(
                    Ns + "Object",
                    new XAttribute("Database", $"[{databaseName}]"),
                    new XAttribute("Schema", "[dbo]"),
                    new XAttribute("Table", $"[{table}]")
                )
            )
        );
        return access;
    }

    private static XElement Operator(int node, string physical, string logical, double rows) =>
        new(
            Ns + "RelOp",
            new XAttribute("NodeId", node),
            new XAttribute("PhysicalOp", physical),
            new XAttribute("LogicalOp", logical),
            new XAttribute("EstimateRows", Number(rows)),
            new XAttribute("EstimateIO", "0.003125"),
            new XAttribute("EstimateCPU", "0.0001581"),
            new XAttribute("AvgRowSize", 64),
            new XAttribute("EstimatedTotalSubtreeCost", Number(rows * 0.0033)),
            new XAttribute("Parallel", 0),
            new XAttribute("EstimateRebinds", 0),
            new XAttribute("EstimateRewinds", 0),
            new XElement(Ns + "OutputList")
        );

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
