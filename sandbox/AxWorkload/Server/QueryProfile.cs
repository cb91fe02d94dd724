// What the load knows of one statement: how often it runs and what an execution costs, as shares of the
// server's load.
using System.Security.Cryptography;
using System.Text;
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <param name="Number">Position in the catalogue.</param>
/// <param name="Statement">Its text.</param>
/// <param name="Executions">Share of all executions.</param>
/// <param name="Cpu">Share of all CPU time.</param>
/// <param name="Reads">Pages read from memory by an execution.</param>
/// <param name="Rows">Rows an execution returns or changes.</param>
/// <param name="Writes">Pages an execution writes to.</param>
/// <param name="Tables">Tables it uses, the first one first.</param>
internal sealed record QueryProfile(
    int Number,
    SqlStatement Statement,
    double Executions,
    double Cpu,
    double Reads,
    double Rows,
    double Writes,
    IReadOnlyList<string> Tables
)
{
    /// <summary>Offset of the statement behind its parameter list, in bytes of UTF-16.</summary>
    public int StatementStart { get; } =
        Statement.Text.StartsWith("(@", StringComparison.Ordinal) ? 2 * (EndOfParameters(Statement.Text) + 1) : 0;

    /// <summary>The statement without its parameter list.</summary>
    public string Body => Statement.Text[(StatementStart / 2)..];

    /// <summary>query_plan_hash of one of its plans.</summary>
    public byte[] PlanHash(int variant) => SHA1.HashData(Encoding.Unicode.GetBytes($"{variant}|{Statement.Text}"))[..8];

    private static int EndOfParameters(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth +=
                text[i] == '(' ? 1
                : text[i] == ')' ? -1
                : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        throw new ArgumentException($"The parameter list of '{text}' does not end.", nameof(text));
    }
}
