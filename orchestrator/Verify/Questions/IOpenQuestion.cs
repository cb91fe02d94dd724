// A question that only a real server answers: one file each.
namespace AxMonitor.Orchestrator.Verify.Questions;

/// <summary>A question.</summary>
internal interface IOpenQuestion
{
    /// <summary>The question in one line.</summary>
    string Text { get; }

    /// <summary>One row or several; the subject names the part of the question.</summary>
    Task<IReadOnlyList<VerifyRow>> AnswerAsync(VerifyContext context, CancellationToken cancel);
}
