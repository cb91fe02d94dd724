// What a recurring job consists of, before it is given ids.
namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <param name="Company">Company it runs in.</param>
/// <param name="Caption">Description of the job.</param>
/// <param name="Recurrence">When it comes again.</param>
/// <param name="Tasks">Its tasks, each with the numbers of those that must have ended before.</param>
internal sealed record BatchJobPlan(
    string Company,
    string Caption,
    Recurrence Recurrence,
    IReadOnlyList<(BatchClass Class, string Caption, int[] After)> Tasks
)
{
    /// <summary>A person stopped it: it waits on hold until somebody lets it go.</summary>
    public bool IsWithheld { get; init; }

    /// <summary>A job of one class.</summary>
    public static BatchJobPlan Of(string company, string className, Recurrence recurrence, string? caption = null)
    {
        var type = BatchClasses.Of(className);
        return new BatchJobPlan(company, caption ?? type.Caption, recurrence, [(type, caption ?? type.Caption, [])]);
    }

    /// <summary>A job whose tasks run one after the other.</summary>
    public static BatchJobPlan Chain(string company, string caption, Recurrence recurrence, params string[] classNames) =>
        new(
            company,
            caption,
            recurrence,
            classNames
                .Select(
                    (name, i) => (BatchClasses.Of(name), BatchClasses.Of(name).Caption, i == 0 ? Array.Empty<int>() : [i - 1])
                )
                .ToArray()
        );
}
