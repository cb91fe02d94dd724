// Finds the value of each parameter in the order of the file: from the request, or its default, checked
// against its valid values. A later parameter may depend on earlier ones (cascading).

using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed class ParameterResolver(ReportDefinition report, Evaluator evaluator, DatasetRunner datasets)
{
    public async Task<IReadOnlyList<ResolvedParameter>> ResolveAsync(ReportRequest request, CancellationToken cancellationToken)
    {
        foreach (var name in request.Parameters.Keys.Concat(request.Several.Keys))
        {
            if (!report.Parameters.Any(p => string.Equals(p.Name, name, StringComparison.Ordinal)))
            {
                var known =
                    report.Parameters.Count == 0
                        ? "no parameter at all"
                        : "one of " + string.Join(", ", report.Parameters.Select(p => p.Name));
                throw new BadParameterException(
                    name,
                    request.Parameters.GetValueOrDefault(name) ?? "",
                    $"{known} (names are case-sensitive)"
                );
            }
        }

        var resolved = new List<ResolvedParameter>();
        foreach (var parameter in report.Parameters)
        {
            var one = await ResolveAsync(parameter, request, cancellationToken);
            evaluator.Context.Parameters[parameter.Name] = new ParameterValue(one.Value, one.Label ?? one.Value);
            resolved.Add(one);
        }

        return resolved;
    }

    private async Task<ResolvedParameter> ResolveAsync(
        ParameterDefinition parameter,
        ReportRequest request,
        CancellationToken cancellationToken
    )
    {
        var choices = await ChoicesAsync(parameter, cancellationToken);
        if (parameter.IsMultiValue)
        {
            return await SeveralAsync(parameter, request, choices, cancellationToken);
        }

        object? value;
        var isDefault =
            !request.Parameters.TryGetValue(parameter.Name, out var text)
            || (text is { Length: 0 } && !parameter.Nullable && !(parameter is { Type: ParameterType.String, AllowBlank: true }));
        if (!isDefault)
        {
            if (parameter.Prompt is null)
            {
                throw new BadParameterException(
                    parameter.Name,
                    text,
                    "nothing, because this parameter is internal to the report"
                );
            }

            value = ParameterValues.FromText(parameter, text);
        }
        else if (!parameter.HasDefault)
        {
            value = parameter.Nullable
                ? null
                : throw new BadParameterException(parameter.Name, null, ParameterValues.Expected(parameter));
        }
        else
        {
            value = ParameterValues.FromValue(parameter, await DefaultAsync(parameter, cancellationToken));
        }

        if (choices is null)
        {
            return new ResolvedParameter(parameter, value, ParameterValues.ToText(value), isDefault, null);
        }

        return new ResolvedParameter(parameter, value, Chosen(parameter, choices, value).Label, isDefault, choices);
    }

    /// <summary>Several values: those of the request, or all that the default names; each is one of the
    /// choices.</summary>
    private async Task<ResolvedParameter> SeveralAsync(
        ParameterDefinition parameter,
        ReportRequest request,
        IReadOnlyList<ParameterChoice>? choices,
        CancellationToken cancellationToken
    )
    {
        var isDefault = !request.Several.TryGetValue(parameter.Name, out var texts);
        object?[] values;
        if (texts is not null)
        {
            if (parameter.Prompt is null)
            {
                throw new BadParameterException(
                    parameter.Name,
                    string.Join(", ", texts),
                    "nothing, because this parameter is internal to the report"
                );
            }

            values = [.. texts.Select(t => ParameterValues.FromText(parameter, t))];
        }
        else if (parameter.DefaultFromDataSet is { } source)
        {
            var rows = await RowsAsync(source.DataSet, cancellationToken);
            values = [.. rows.Rows.Select(r => ParameterValues.FromValue(parameter, r[source.ValueField]))];
        }
        else
        {
            // An expression may give several values at once, as Split does.
            values =
            [
                .. parameter
                    .Defaults.SelectMany(d =>
                        evaluator.Strict(d, default) is var one && one is Array array ? array.Cast<object?>() : [one]
                    )
                    .Select(v => ParameterValues.FromValue(parameter, v)),
            ];
        }

        if (values.Length == 0)
        {
            throw new BadParameterException(
                parameter.Name,
                null,
                "one value or more, each " + ParameterValues.Expected(parameter)
            );
        }

        object?[] labels = choices is null
            ? [.. values.Select(v => (object?)ParameterValues.ToText(v))]
            : [.. values.Select(v => (object?)Chosen(parameter, choices, v).Label)];
        return new ResolvedParameter(parameter, values, labels, isDefault, choices);
    }

    private static ParameterChoice Chosen(ParameterDefinition parameter, IReadOnlyList<ParameterChoice> choices, object? value) =>
        choices.FirstOrDefault(c => ValueComparer.Instance.Equals(c.Value, value))
        ?? throw new BadParameterException(
            parameter.Name,
            ParameterValues.ToText(value),
            "one of " + string.Join(", ", choices.Select(c => $"{ParameterValues.ToText(c.Value) ?? "nothing"} ({c.Label})"))
        );

    private async Task<object?> DefaultAsync(ParameterDefinition parameter, CancellationToken cancellationToken)
    {
        if (parameter.DefaultFromDataSet is { } choice)
        {
            var rows = await RowsAsync(choice.DataSet, cancellationToken);
            return rows.Rows.Count == 0 ? null : rows.Rows[0][choice.ValueField];
        }

        return parameter.Default is null ? null : evaluator.Strict(parameter.Default, default);
    }

    private async Task<ReportRowSet> RowsAsync(string dataSet, CancellationToken cancellationToken)
    {
        var rows = await datasets.RunAsync(dataSet, cancellationToken);
        ComputedFields.Fill(rows, report.DataSet(dataSet), evaluator);
        return rows;
    }

    private async Task<IReadOnlyList<ParameterChoice>?> ChoicesAsync(
        ParameterDefinition parameter,
        CancellationToken cancellationToken
    )
    {
        if (parameter.ValidFromDataSet is { } choice)
        {
            var rows = await RowsAsync(choice.DataSet, cancellationToken);
            return
            [
                .. rows.Rows.Select(r => Choice(parameter, r[choice.ValueField], evaluator.Format(r[choice.LabelField], null))),
            ];
        }

        if (parameter.ValidValues.Count == 0)
        {
            return null;
        }

        return
        [
            .. parameter.ValidValues.Select(v =>
                Choice(parameter, evaluator.Strict(v.Value, default), evaluator.Format(evaluator.Strict(v.Label, default), null))
            ),
        ];
    }

    private static ParameterChoice Choice(ParameterDefinition parameter, object? value, string label) =>
        new(value is null or DBNull ? null : ParameterValues.FromValue(parameter, value), label);
}
