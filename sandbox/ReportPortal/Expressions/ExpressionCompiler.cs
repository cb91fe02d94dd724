// Compiles all expressions of a report, and its <Code>, into one assembly with Roslyn's VB compiler, as a
// report server does. Any error rejects the report, with the element whose expression is wrong.

using System.Globalization;
using System.Text;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.VisualBasic;
using Microsoft.CodeAnalysis.VisualBasic.Syntax;

namespace AxMonitor.Sandbox.ReportPortal.Expressions;

internal static class ExpressionCompiler
{
    private const string HostType = "CompiledExpressions";
    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(LoadReferences);

    /// <summary>Compiles a report; throws <see cref="RdlException"/> with the problems of every
    /// expression.</summary>
    public static CompiledReport Compile(ReportDefinition report)
    {
        var (assembly, problems) = Build(report);
        return problems.Count == 0
            ? new CompiledReport(report, assembly, HostType)
            : throw new RdlException(report.Name, problems);
    }

    /// <summary>What is wrong with the expressions of a report, for one that cannot be used anyway.</summary>
    public static IReadOnlyList<RdlProblem> Problems(ReportDefinition report) => Build(report).Problems;

    /// <summary>An expression that breaks a rule is told and left out; the others are compiled all the
    /// same.</summary>
    private static (byte[] Assembly, List<RdlProblem> Problems) Build(ReportDefinition report)
    {
        var problems = new List<RdlProblem>();
        var source = Source(report, problems);
        var syntax = VisualBasicParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var guarded = new RecursionGuard().Visit(VisualBasicSyntaxTree.ParseText(source, syntax).GetRoot())!.ToFullString();
        var tree = VisualBasicSyntaxTree.ParseText(guarded, syntax);
        var options = new VisualBasicCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            .WithOptionStrict(OptionStrict.Off)
            .WithOptionExplicit(true)
            .WithOptionInfer(true)
            .WithOptionCompareText(false)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithGlobalImports(GlobalImport.Parse("System", "Microsoft.VisualBasic", "System.Math", "System.Convert"));
        var compilation = VisualBasicCompilation.Create(
            "Report." + string.Concat(report.Name.Where(char.IsAsciiLetterOrDigit)),
            [tree],
            References.Value,
            options
        );
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        foreach (var error in result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error))
        {
            problems.Add(Place(report, tree, error.Location.SourceSpan.Start, error.GetMessage(CultureInfo.InvariantCulture)));
        }

        if (result.Success)
        {
            foreach (var (place, message) in ExpressionAllowList.Violations(compilation.GetSemanticModel(tree), tree.GetRoot()))
            {
                problems.Add(Place(report, tree, place.Position, message));
            }
        }

        return (assembly.ToArray(), problems);
    }

    private static string Source(ReportDefinition report, List<RdlProblem> problems)
    {
        var functions = new StringBuilder();
        var cases = new StringBuilder();
        var site = 0;
        foreach (var expression in report.Expressions)
        {
            var parsed = SyntaxFactory.ParseExpression(expression.Code.Trim(), consumeFullText: true);
            var errors = parsed
                .GetDiagnostics()
                .Where(d => d.Severity == DiagnosticSeverity.Error)
                .Select(d => d.GetMessage(CultureInfo.InvariantCulture))
                .Distinct(StringComparer.Ordinal)
                .ToList();
            if (errors.Count > 0)
            {
                problems.Add(
                    new RdlProblem(
                        expression.Location,
                        $"the expression '{expression.Text}' is not valid: {string.Join(" ", errors)}"
                    )
                );
                continue;
            }

            var rules = new ExpressionRules(report, expression, site);
            var rewritten = rules.Visit(parsed)!.ToFullString().Trim();
            site = rules.NextSite;
            problems.AddRange(rules.Problems.Select(p => new RdlProblem(expression.Location, p)));
            if (rules.Problems.Count > 0)
            {
                continue;
            }

            cases.AppendLine(CultureInfo.InvariantCulture, $"            Case {expression.Index} : Return E{expression.Index}()");
            functions
                .AppendLine(CultureInfo.InvariantCulture, $"    Private Function E{expression.Index}() As Object")
                .AppendLine(CultureInfo.InvariantCulture, $"        Return {rewritten}")
                .AppendLine("    End Function");
        }

        var code = report.Code ?? "";
        if (
            VisualBasicSyntaxTree.ParseText($"Class C\n{code}\nEnd Class").GetRoot() is CompilationUnitSyntax
            {
                Members.Count: not 1
            }
        )
        {
            problems.Add(new RdlProblem("Report/Code", "may hold members (functions, fields) only"));
            code = "";
        }

        return $"""
            Public NotInheritable Class {HostType}
                Inherits Global.{typeof(ExpressionHost).FullName}
                Private ReadOnly Code As New ReportCode()
                Public Overrides Function Evaluate(index As Integer) As Object
                    Select Case index
            {cases}
                    End Select
                    Throw New Exception("there is no expression " & index)
                End Function
            {functions}
            End Class
            Public NotInheritable Class ReportCode
            {code}
            End Class
            """;
    }

    private static RdlProblem Place(ReportDefinition report, SyntaxTree tree, int position, string message)
    {
        var method = tree.GetRoot()
            .FindToken(position)
            .Parent?.AncestorsAndSelf()
            .OfType<MethodBlockSyntax>()
            .FirstOrDefault()
            ?.SubOrFunctionStatement.Identifier.ValueText;
        if (
            method is ['E', .. var number]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < report.Expressions.Count
        )
        {
            var expression = report.Expressions[index];
            return new RdlProblem(expression.Location, $"the expression '{expression.Text}': {message}");
        }

        return new RdlProblem("Report/Code", message);
    }

    private static List<MetadataReference> LoadReferences()
    {
        var wanted = new HashSet<string>(
            [
                "System.Private.CoreLib",
                "System.Private.Uri",
                "System.Runtime",
                "System.Text.RegularExpressions",
                "Microsoft.VisualBasic.Core",
            ],
            StringComparer.OrdinalIgnoreCase
        );
        var platform = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries
        );
        var references = platform
            .Where(p => wanted.Contains(Path.GetFileNameWithoutExtension(p)))
            .DistinctBy(p => Path.GetFileNameWithoutExtension(p), StringComparer.OrdinalIgnoreCase)
            .Select(p => (MetadataReference)MetadataReference.CreateFromFile(p))
            .ToList();
        if (references.Count != wanted.Count)
        {
            throw new InvalidOperationException(
                $"VB expressions need the runtime's assemblies {string.Join(", ", wanted)}; {references.Count} of them were found."
            );
        }

        references.Add(MetadataReference.CreateFromFile(typeof(ExpressionHost).Assembly.Location));
        return references;
    }
}
