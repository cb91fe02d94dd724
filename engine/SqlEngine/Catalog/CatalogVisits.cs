// Counts the definitions that are looked at one by one, so that tests can show that work does not grow with a
// database.
namespace AxMonitor.Engine.Catalog;

/// <summary>What this thread has visited so far.</summary>
public static class CatalogVisits
{
    [ThreadStatic]
    private static long s_count;

    /// <summary>How many definitions.</summary>
    public static long Count => s_count;

    /// <summary>The same items, counted as they are taken.</summary>
    public static IEnumerable<T> Counted<T>(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            s_count++;
            yield return item;
        }
    }
}
