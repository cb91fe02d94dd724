// A call as its handler sees it: who calls, the repository in the key's role, the values of the address and
// the body, all of them checked.
using System.Text.Json;
using Microsoft.AspNetCore.Routing;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>One call.</summary>
internal sealed class ApiRequest
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    /// <param name="context">The request.</param>
    /// <param name="parameters">What the call takes.</param>
    /// <exception cref="InvalidValuesException">A value cannot be, or is not known.</exception>
    public ApiRequest(HttpContext context, IReadOnlyList<ApiParameter> parameters)
    {
        Context = context;
        var faults = new List<ProblemValue>();
        foreach (var parameter in parameters)
        {
            Take(parameter, faults);
        }

        var query = parameters.Where(p => !p.IsInPath).Select(p => p.Name).ToList();
        faults.AddRange(
            context
                .Request.Query.Where(q => !query.Contains(q.Key, StringComparer.Ordinal))
                .Select(q =>
                    ProblemValue.Of(
                        q.Key,
                        q.Value.ToString(),
                        query.Count == 0 ? "no parameter, the call has none" : "one of the call's parameters: " + string.Join(", ", query)
                    )
                )
        );
        if (faults.Count > 0)
        {
            throw new InvalidValuesException(faults);
        }
    }

    public HttpContext Context { get; }

    public DeskDatabase Database => Context.RequestServices.GetRequiredService<DeskDatabase>();

    public CancellationToken Aborted => Context.RequestAborted;

    /// <summary>The name that stands in history and audit.</summary>
    public string Me => DeskPerson.Of(Context)?.UserName ?? throw new InvalidOperationException("The call has no key.");

    public string? Text(string name) => _values.GetValueOrDefault(name) as string;

    public long? Number(string name) => _values.GetValueOrDefault(name) as long?;

    public bool? Flag(string name) => _values.GetValueOrDefault(name) as bool?;

    public DateTime? Time(string name) => _values.GetValueOrDefault(name) as DateTime?;

    public IReadOnlyList<double> Shares(string name) => _values.GetValueOrDefault(name) as double[] ?? [];

    /// <summary>The body; of an optional one that is missing, an empty object.</summary>
    public async Task<T> BodyAsync<T>(bool isOptional)
        where T : class, new()
    {
        try
        {
            if (isOptional && Context.Request.ContentLength is 0 or null && Context.Request.ContentType is null)
            {
                return new T();
            }

            return await JsonSerializer.DeserializeAsync<T>(Context.Request.Body, ApiJson.Options, Aborted)
                ?? throw new InvalidValuesException([new ProblemValue("body", "null", "a JSON object")]);
        }
        catch (JsonException e)
        {
            // Its message tells of types of the program where a value does not fit; the place is enough.
            var isUnknown = e.Message.Contains("could not be mapped", StringComparison.Ordinal);
            throw new InvalidValuesException(
                [
                    new ProblemValue(
                        e.Path is { Length: > 2 } path ? path[2..] : "body",
                        null,
                        (isUnknown ? "a field that the call has" : "JSON that fits the call")
                            + $" (line {(e.LineNumber ?? 0) + 1}, position {(e.BytePositionInLine ?? 0) + 1}); GET /api/v1/openapi.json describes it"
                    ),
                ]
            );
        }
    }

    private void Take(ApiParameter parameter, List<ProblemValue> faults)
    {
        var texts = parameter.IsInPath
            ? [Context.GetRouteValue(parameter.Name)?.ToString() ?? ""]
            : Context.Request.Query[parameter.Name].ToArray();
        switch (texts)
        {
            case []:
                if (parameter.IsRequired)
                {
                    faults.Add(new ProblemValue(parameter.Name, null, parameter.Expected));
                }
                else if (parameter.Default is { } usual)
                {
                    _values[parameter.Name] = parameter.Read(usual)!;
                }

                break;
            case [{ } text] when parameter.Read(text) is { } value:
                _values[parameter.Name] = value;
                break;
            default:
                faults.Add(
                    ProblemValue.Of(
                        parameter.Name,
                        string.Join(" and ", texts),
                        parameter.Expected + (texts.Length > 1 ? ", once" : "")
                    )
                );
                break;
        }
    }
}
