// Whether the optimizer multiplies the expressions of the parsers until they no longer compile.
using AxMonitor.Orchestrator.Verify.Checks;

namespace AxMonitor.Orchestrator.Verify.Questions;

/// <summary>Answered by the compilation of all inline functions.</summary>
internal sealed class CompilationQuestion : IOpenQuestion
{
    private static readonly string[] Parsers =
    [
        "lib.ParseWaitResource",
        "lib.DescribeStatement",
        "lib.ParseBlockedProcessEvent",
        "lib.MaskLiterals",
    ];

    public string Text => "Do the parsing functions and the signatures of deadlocks compile, and in what time?";

    public Task<IReadOnlyList<VerifyRow>> AnswerAsync(VerifyContext context, CancellationToken cancel)
    {
        var compiled = context.RowsOf<InlineFunctionsCheck>();
        List<VerifyRow> rows = [];
        foreach (var parser in Parsers)
        {
            rows.Add(
                compiled.FirstOrDefault(row => row.Subject == parser) is { } row
                    ? row
                    : VerifyRow.NotJudged(parser, "it was not compiled, see Inline functions")
            );
        }

        var slowest = compiled.Where(row => row.Ms is not null).MaxBy(row => row.Ms);
        if (slowest is not null)
        {
            rows.Add(VerifyRow.Told("the slowest of all", slowest.Subject, slowest.Ms));
        }

        var deadlocks = context.RowsOf<TestClassesCheck>().FirstOrDefault(row => row.Subject == "DeadlocksTests");
        rows.Add(
            deadlocks is null
                ? VerifyRow.NotJudged("signatures of deadlocks", "the class DeadlocksTests was not run")
                : deadlocks with
                {
                    Subject = "signatures of deadlocks",
                    Finding = $"DeadlocksTests, which compute them: {deadlocks.Finding}",
                }
        );
        return Task.FromResult<IReadOnlyList<VerifyRow>>(rows);
    }
}
