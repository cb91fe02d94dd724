// The questions that reading alone could not answer, one by one, each with what was measured here.
using AxMonitor.Orchestrator.Verify.Questions;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify.Checks;

/// <summary>Answers the open questions.</summary>
internal sealed class QuestionsCheck : IVerifyCheck
{
    /// <summary>The questions in their order.</summary>
    private static readonly IReadOnlyList<IOpenQuestion> Questions =
    [
        new CompilationQuestion(),
        new ViewCollationQuestion(),
        new LargeReadingQuestion(),
        new ParallelSaveQuestion(),
        new LockTimeoutQuestion(),
        new LogStatisticsQuestion(),
        new AxQuestion(),
    ];

    public string Name => "Open questions";

    public string Explanation => "What only a real server can answer. Each answer was measured on this one, or says why it was not.";

    public bool NeedsRepository => true;

    public async Task<IReadOnlyList<VerifyRow>> RunAsync(VerifyContext context, CancellationToken cancel)
    {
        List<VerifyRow> rows = [];
        foreach (var (question, number) in Questions.Select((q, i) => (q, i + 1)))
        {
            context.Step($"question {number}: {question.Text}");
            rows.Add(VerifyRow.Told($"{number}. {question.Text}", ""));
            try
            {
                rows.AddRange(
                    (await question.AnswerAsync(context, cancel)).Select(row =>
                        row with
                        {
                            Subject = $"{number}: {row.Subject}",
                        }
                    )
                );
            }
            catch (SqlException e) when (!cancel.IsCancellationRequested)
            {
                rows.Add(VerifyRow.NotJudged($"{number}: whole question", ErrorText.Of(e)));
            }
        }

        return rows;
    }
}
