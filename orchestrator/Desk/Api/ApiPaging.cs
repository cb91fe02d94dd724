// Lists are read on by key: the address of what follows names the last row that was seen, so that rows that
// come meanwhile shift nothing.
using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>Parts of lists.</summary>
internal static class ApiPaging
{
    /// <summary>How many rows.</summary>
    public static ApiParameter Limit { get; } =
        new("limit", ApiKind.Number, "How many rows at most.") { Max = 1000, Default = "50" };

    /// <summary>Where to go on.</summary>
    public static ApiParameter Before { get; } =
        new("before", ApiKind.Number, "Only rows with a smaller number: those behind the last row of the part before.");

    /// <summary>One more than wanted, which tells whether there is more.</summary>
    public static int RowsOf(ApiRequest request) => (int)request.Number("limit")!.Value + 1;

    /// <summary>The rows that were wanted, and the address of what follows.</summary>
    public static (IReadOnlyList<T> Items, string? Next) Cut<T>(
        ApiRequest request,
        IReadOnlyList<T> rows,
        Func<T, string> key,
        string parameter = "before"
    )
    {
        var limit = (int)request.Number("limit")!.Value;
        if (rows.Count <= limit)
        {
            return (rows, null);
        }

        var query = new QueryBuilder(
            request
                .Context.Request.Query.Where(q => !string.Equals(q.Key, parameter, StringComparison.Ordinal))
                .Select(q => KeyValuePair.Create(q.Key, q.Value.ToString()))
        )
        {
            { parameter, key(rows[limit - 1]) },
        };
        return ([.. rows.Take(limit)], request.Context.Request.Path + query.ToString());
    }

    /// <summary>A number of the address, as procedures take it.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
