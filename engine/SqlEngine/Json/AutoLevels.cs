// FOR XML AUTO and FOR JSON AUTO: the tables of the select list, each nested in the one before it, and which
// rows share the object of a table.

namespace AxMonitor.Engine.Json;

/// <summary>One table of the select list with its columns.</summary>
public sealed record AutoLevel(string Name, IReadOnlyList<int> Columns);

/// <summary>Makes the levels of AUTO, and walks rows through them.</summary>
public static class AutoLevels
{
    /// <summary>The levels in the order in which the select list names their tables. A column of no table
    /// belongs to the level that is the deepest where it stands.</summary>
    /// <param name="sources">Per column the table as FROM names it; null for expressions.</param>
    /// <returns>Empty when no column has a table.</returns>
    public static IReadOnlyList<AutoLevel> Of(IReadOnlyList<string?> sources)
    {
        var names = new List<string>();
        var columns = new List<List<int>>();
        var leading = new List<int>();
        for (var i = 0; i < sources.Count; i++)
        {
            if (sources[i] is not { } source)
            {
                (columns.Count == 0 ? leading : columns[^1]).Add(i);
                continue;
            }

            var level = names.FindIndex(n => string.Equals(n, source, StringComparison.OrdinalIgnoreCase));
            if (level < 0)
            {
                names.Add(source);
                columns.Add(columns.Count == 0 ? leading : []);
                level = names.Count - 1;
            }

            columns[level].Add(i);
        }

        return [.. names.Select((n, i) => new AutoLevel(n, columns[i]))];
    }

    /// <summary>Walks the rows: each closes the levels in which it differs from the one before, and opens
    /// them anew. The deepest level has an object for each row.</summary>
    /// <param name="levels">The levels.</param>
    /// <param name="rows">The rows; NULLs are null.</param>
    /// <param name="open">Called with the level, the row, and whether it follows another object in its
    /// place.</param>
    /// <param name="close">Called with the level, and whether none follows in its place.</param>
    public static void Walk(
        IReadOnlyList<AutoLevel> levels,
        IEnumerable<string?[]> rows,
        Action<int, string?[], bool> open,
        Action<int, bool> close
    )
    {
        string?[]? last = null;
        var deepest = levels.Count - 1;
        foreach (var row in rows)
        {
            var first = 0;
            if (last is not null)
            {
                while (
                    first < deepest
                    && levels[first].Columns.All(c => string.Equals(row[c], last[c], StringComparison.Ordinal))
                )
                {
                    first++;
                }

                for (var level = deepest; level >= first; level--)
                {
                    close(level, level > first);
                }
            }

            for (var level = first; level <= deepest; level++)
            {
                open(level, row, last is not null && level == first);
            }

            last = row;
        }

        for (var level = deepest; last is not null && level >= 0; level--)
        {
            close(level, true);
        }
    }
}
