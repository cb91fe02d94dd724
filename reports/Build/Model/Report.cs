// One report page: what it is called, what it asks for, what it shows. Everything that is alike on all pages
// (header, footer, colours, state of the data, positions) is the writer's business and not said here.

namespace AxMonitor.Reports;

/// <summary>A page. <paramref name="Name"/> is the file's name and the page's address.</summary>
public sealed record Report(string Name, string Description)
{
    /// <summary>
    /// The heading; the name when not given. A template without a dataset: <c>{@Parameter}</c> is allowed.
    /// </summary>
    public string? Title { get; init; }

    /// <summary>
    /// Parameters of this page alone. Those that all pages share (<see cref="Parameter.Shared"/>) need not be
    /// named.
    /// </summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>
    /// How long a period the page shows when nothing else is chosen: 1h, 4h, 24h, 7d, 30d or 90d.
    /// </summary>
    public string Window { get; init; } = "24h";

    /// <summary>
    /// Seconds until the page loads itself again, 0 for never. A page that shows a closed period never does.
    /// </summary>
    public int RefreshSeconds { get; init; }

    /// <summary>
    /// The collectors whose data the page shows: their age stands in the header, and what they do not bring,
    /// above the page.
    /// </summary>
    public required IReadOnlyList<string> Collectors { get; init; }

    /// <summary>
    /// For how many days its detail is kept, where that is less than the longest period.
    /// </summary>
    public int? RetentionDays { get; init; }

    /// <summary>
    /// On a page about one thing: the dataset with its one row, and the texts for when there is none.
    /// </summary>
    public Subject? Subject { get; init; }

    /// <summary>The way back to the list that this page is a detail of.</summary>
    public Parent? Parent { get; init; }

    /// <summary>What the page shows, from top to bottom.</summary>
    public required IReadOnlyList<Part> Body { get; init; }
}

/// <summary>The one thing a detail page is about.</summary>
/// <param name="Data">The dataset with its row.</param>
/// <param name="Key">The parameter that names it.</param>
/// <param name="NotChosen">Shown when the parameter is empty.</param>
/// <param name="NotFound">Shown when there is no such thing; a template without a dataset.</param>
public sealed record Subject(DataSet Data, string Key, string NotChosen, string NotFound);

/// <summary>A link in the header.</summary>
public sealed record Parent(string Text, string Page);
