// Writes parameters and the grid that report managers place them in, which must hold each of them once,
// hidden ones too.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal static class ParameterWriter
{
    private const int Columns = 4;

    public static XElement Write(Parameter parameter) =>
        E(
            "ReportParameter",
            Xml.Name(parameter.Name),
            E("DataType", parameter.Type),
            parameter.Default is null && parameter.DefaultFrom is null ? E("Nullable", "true") : null,
            E("DefaultValue", Default(parameter)),
            parameter.Default?.Length == 0 ? E("AllowBlank", "true") : null,
            E("Prompt", parameter.Prompt),
            parameter.Hidden ? E("Hidden", "true") : null,
            ValidValues(parameter)
        );

    public static XElement Layout(IReadOnlyList<Parameter> parameters) =>
        E(
            "ReportParametersLayout",
            E(
                "GridLayoutDefinition",
                E("NumberOfColumns", Columns),
                E("NumberOfRows", (parameters.Count + Columns - 1) / Columns),
                E(
                    "CellDefinitions",
                    parameters.Select(
                        (p, i) =>
                            E(
                                "CellDefinition",
                                E("ColumnIndex", i % Columns),
                                E("RowIndex", i / Columns),
                                E("ParameterName", p.Name)
                            )
                    )
                )
            )
        );

    private static XElement Default(Parameter parameter) =>
        parameter.DefaultFrom is var (data, value)
            ? E("DataSetReference", E("DataSetName", data.Name), E("ValueField", value))
            : E(
                "Values",
                parameter.Default is null ? E("Value", new XAttribute(Instance + "nil", "true")) : E("Value", parameter.Default)
            );

    private static XElement? ValidValues(Parameter parameter)
    {
        if (parameter.ChoicesFrom is var (data, value, label))
        {
            return E(
                "ValidValues",
                E("DataSetReference", E("DataSetName", data.Name), E("ValueField", value), E("LabelField", label))
            );
        }

        return parameter.Choices.Count == 0
            ? null
            : E(
                "ValidValues",
                E("ParameterValues", parameter.Choices.Select(c => E("ParameterValue", E("Value", c.Value), E("Label", c.Label))))
            );
    }
}
