// Expressions may use values, text, dates and arithmetic, and nothing that reaches out of the report: files,
// processes, reflection. Every symbol that an expression or the report's code names is checked against this
// list.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.VisualBasic;
using Microsoft.CodeAnalysis.VisualBasic.Syntax;

namespace AxMonitor.Sandbox.ReportPortal.Expressions;

internal static class ExpressionAllowList
{
    private static readonly HashSet<string> Types = new(
        [
            "System.Array",
            "System.Boolean",
            "System.Byte",
            "System.Char",
            "System.Convert",
            "System.DateTime",
            "System.DateTimeKind",
            "System.DateTimeOffset",
            "System.DayOfWeek",
            "System.DBNull",
            "System.Decimal",
            "System.Double",
            "System.Exception",
            "System.Func",
            "System.Guid",
            "System.Int16",
            "System.Int32",
            "System.Int64",
            "System.Math",
            "System.MidpointRounding",
            "System.Nullable",
            "System.SByte",
            "System.Single",
            "System.String",
            "System.StringComparison",
            "System.TimeSpan",
            "System.TimeZone",
            "System.TimeZoneInfo",
            "System.Text.StringBuilder",
            "System.Globalization.CultureInfo",
            "System.Uri",
            "System.UriKind",
            "System.Void",
            "System.Text.RegularExpressions.Capture",
            "System.Text.RegularExpressions.Group",
            "System.Text.RegularExpressions.GroupCollection",
            "System.Text.RegularExpressions.Match",
            "System.Text.RegularExpressions.MatchCollection",
            "System.Text.RegularExpressions.RegexOptions",
            "Microsoft.VisualBasic.Strings",
            "Microsoft.VisualBasic.DateAndTime",
            "Microsoft.VisualBasic.Conversion",
            "Microsoft.VisualBasic.Constants",
            "Microsoft.VisualBasic.ControlChars",
            "Microsoft.VisualBasic.Information",
            "Microsoft.VisualBasic.Financial",
            "Microsoft.VisualBasic.DateInterval",
            "Microsoft.VisualBasic.DateFormat",
            "Microsoft.VisualBasic.CompareMethod",
            "Microsoft.VisualBasic.FirstDayOfWeek",
            "Microsoft.VisualBasic.FirstWeekOfYear",
            "Microsoft.VisualBasic.TriState",
            "Microsoft.VisualBasic.VBMath",
            "Microsoft.VisualBasic.VbStrConv",
        ],
        StringComparer.Ordinal
    );

    private static readonly HashSet<string> Members = new(
        [
            "System.Environment.NewLine",
            "System.Object.ToString",
            "System.Object.Equals",
            "Microsoft.VisualBasic.Interaction.IIf",
            "Microsoft.VisualBasic.Interaction.Switch",
            "Microsoft.VisualBasic.Interaction.Choose",
            "Microsoft.VisualBasic.Interaction.Partition",
        ],
        StringComparer.Ordinal
    );

    /// <summary>What a syntax tree names that reports may not use, with the place of each.</summary>
    public static IEnumerable<(TextLocation Place, string Message)> Violations(SemanticModel model, SyntaxNode root)
    {
        foreach (var node in root.DescendantNodes())
        {
            var place = new TextLocation(node.SpanStart);
            switch (node)
            {
                case DeclareStatementSyntax or AttributeListSyntax or GetTypeExpressionSyntax or GetXmlNamespaceExpressionSyntax:
                    yield return (place, $"'{node}' may not be used in a report");
                    break;
                case NameSyntax name when name.Parent is not (ImportsClauseSyntax or NamespaceStatementSyntax):
                    var symbol = model.GetSymbolInfo(name).Symbol;
                    if (symbol is not null && !IsAllowed(symbol, model.Compilation.Assembly))
                    {
                        yield return (
                            place,
                            $"'{symbol.ToDisplayString()}' may not be used in a report; expressions work on values, text, dates and arithmetic only"
                        );
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private static bool IsAllowed(ISymbol symbol, IAssemblySymbol own)
    {
        switch (symbol)
        {
            case INamespaceSymbol
            or ILocalSymbol
            or IParameterSymbol
            or IRangeVariableSymbol
            or ILabelSymbol
            or ITypeParameterSymbol:
                return true;
            case INamedTypeSymbol type:
                return IsAllowedType(type, own) || Members.Any(m => m.StartsWith(FullName(type) + ".", StringComparison.Ordinal));
            case IArrayTypeSymbol:
                return true;
            default:
                var container = symbol.ContainingType;
                return container is null
                    || IsAllowedType(container, own)
                    || Members.Contains($"{FullName(container)}.{symbol.Name}");
        }
    }

    private static bool IsAllowedType(INamedTypeSymbol type, IAssemblySymbol own) =>
        SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, own)
        || type.ContainingNamespace.ToDisplayString()
            .StartsWith("AxMonitor.Sandbox.ReportPortal.Expressions", StringComparison.Ordinal)
        || Types.Contains(FullName(type));

    private static string FullName(INamedTypeSymbol type) => $"{type.ContainingNamespace.ToDisplayString()}.{type.Name}";
}

/// <summary>A position in the generated source.</summary>
internal readonly record struct TextLocation(int Position);
