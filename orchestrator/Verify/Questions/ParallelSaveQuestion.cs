// Whether saves of two instances, and the making of partitions, lock each other out.
using AxMonitor.Orchestrator.Verify.Checks;

namespace AxMonitor.Orchestrator.Verify.Questions;

/// <summary>Answered by the parallel saves.</summary>
internal sealed class ParallelSaveQuestion : IOpenQuestion
{
    public string Text => "Do two instances that save at once, and the making of partitions meanwhile, deadlock or time out?";

    public Task<IReadOnlyList<VerifyRow>> AnswerAsync(VerifyContext context, CancellationToken cancel)
    {
        var rows = context.RowsOf<ParallelSavesCheck>();
        return Task.FromResult<IReadOnlyList<VerifyRow>>(
            rows.Count == 0
                ? [VerifyRow.NotJudged("whole question", "the parallel saves did not run")]
                : [.. rows.Where(row => !row.Subject.StartsWith(VerifyContext.InstanceName, StringComparison.Ordinal))]
        );
    }
}
