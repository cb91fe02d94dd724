// Walks the syntax of one expression before it is compiled: checks names and scopes as a report server does
// when a report is published, and turns arguments that belong to other rows into functions.

using AxMonitor.Sandbox.ReportPortal.Rdl;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.VisualBasic;
using Microsoft.CodeAnalysis.VisualBasic.Syntax;

namespace AxMonitor.Sandbox.ReportPortal.Expressions;

internal sealed class ExpressionRules(ReportDefinition report, RdlExpression expression, int firstSite)
    : VisualBasicSyntaxRewriter
{
    private static readonly HashSet<string> Aggregates = new(
        [
            "Sum",
            "Avg",
            "Max",
            "Min",
            "Count",
            "CountDistinct",
            "First",
            "Last",
            "StDev",
            "StDevP",
            "Var",
            "VarP",
        ],
        StringComparer.OrdinalIgnoreCase
    );
    private static readonly HashSet<string> ScopeFunctions = new(
        ["CountRows", "RowNumber", "Level", "InScope"],
        StringComparer.OrdinalIgnoreCase
    );
    private string? _dataSet = expression.Scope.DataSet;

    public List<string> Problems { get; } = [];

    /// <summary>The number for the next aggregate call: each call site caches its own results.</summary>
    public int NextSite { get; private set; } = firstSite;

    private bool FieldsAllowed => expression.Scope.Place is not (ExpressionPlace.Query or ExpressionPlace.ParameterDefault);

    private bool AggregatesAllowed =>
        expression.Scope.Place is ExpressionPlace.Body or ExpressionPlace.PageSection or ExpressionPlace.GroupFilter;

    public override SyntaxNode? VisitMemberAccessExpression(MemberAccessExpressionSyntax node)
    {
        if (node.Expression is MeExpressionSyntax)
        {
            return Me(node);
        }

        if (IsRegex(node.Expression))
        {
            return node.WithExpression(
                SyntaxFactory.ParseExpression($"Global.{typeof(ReportRegex).FullName}").WithTriviaFrom(node.Expression)
            );
        }

        if (node.IsKind(SyntaxKind.DictionaryAccessExpression) && node.Expression is IdentifierNameSyntax collection)
        {
            CheckReference(collection.Identifier.ValueText, node.Name.Identifier.ValueText);
        }

        return base.VisitMemberAccessExpression(node);
    }

    /// <summary>Me.Value is what the text box shows that the expression stands in.</summary>
    private SyntaxNode Me(MemberAccessExpressionSyntax node)
    {
        if (!string.Equals(node.Name.Identifier.ValueText, "Value", StringComparison.OrdinalIgnoreCase))
        {
            Problems.Add($"Me.{node.Name.Identifier.ValueText} does not exist; Me.Value does");
        }
        else if (expression.Scope.Textbox is not { } own)
        {
            Problems.Add("Me.Value stands outside a text box");
        }
        else if (report.Textbox(own)?.Paragraphs.SelectMany(p => p.Runs).Any(r => ReferenceEquals(r.Value, expression)) == true)
        {
            Problems.Add("Me.Value stands in the value itself");
        }
        else
        {
            CheckReportItem(own);
            return SyntaxFactory.ParseExpression($"ReportItems!{own}.Value").WithTriviaFrom(node);
        }

        return node;
    }

    /// <summary>The class Regex by its full name; System is imported.</summary>
    private static bool IsRegex(ExpressionSyntax? name) =>
        name?.ToString() is { } text
        && (
            text.Equals("System.Text.RegularExpressions.Regex", StringComparison.OrdinalIgnoreCase)
            || text.Equals("Text.RegularExpressions.Regex", StringComparison.OrdinalIgnoreCase)
        );

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (node.Expression is not IdentifierNameSyntax { Identifier.ValueText: var name })
        {
            return base.VisitInvocationExpression(node);
        }

        if (string.Equals(name, "Aggregate", StringComparison.OrdinalIgnoreCase))
        {
            Problems.Add("the function Aggregate takes what the data source has aggregated itself, and SQL Server does not");
            return node;
        }

        var isLookup = name.ToUpperInvariant() is "LOOKUP" or "LOOKUPSET" or "MULTILOOKUP";
        var isRunning =
            string.Equals(name, "RunningValue", StringComparison.OrdinalIgnoreCase)
            || string.Equals(name, "Previous", StringComparison.OrdinalIgnoreCase);
        if (!Aggregates.Contains(name) && !ScopeFunctions.Contains(name) && !isLookup && !isRunning)
        {
            return base.VisitInvocationExpression(node);
        }

        if (!AggregatesAllowed)
        {
            Problems.Add($"{name} cannot be used in a query, a group, a filter or a parameter");
        }

        var arguments = node.ArgumentList?.Arguments.OfType<SimpleArgumentSyntax>().Select(a => a.Expression).ToList() ?? [];
        if (isLookup)
        {
            return RewriteLookup(name, node, arguments);
        }

        if (string.Equals(name, "InScope", StringComparison.OrdinalIgnoreCase))
        {
            // It asks whether a scope encloses the place, so it may name one that does not.
            return base.VisitInvocationExpression(node);
        }

        if (isRunning)
        {
            return RewriteRunning(name, node, arguments);
        }

        var scope = ScopeFunctions.Contains(name) ? Text(arguments, 0) : Text(arguments, 1);
        var dataSet = ScopeDataSet(name, scope);
        if (ScopeFunctions.Contains(name))
        {
            return base.VisitInvocationExpression(node);
        }

        if (arguments.Count == 0)
        {
            Problems.Add($"{name} has no argument");
            return node;
        }

        var inner = arguments[0]
            .DescendantNodesAndSelf()
            .OfType<InvocationExpressionSyntax>()
            .Select(i => (i.Expression as IdentifierNameSyntax)?.Identifier.ValueText)
            .FirstOrDefault(i =>
                i is not null
                && (i.ToUpperInvariant() is "ROWNUMBER" or "RUNNINGVALUE" or "PREVIOUS")
            );
        if (inner is not null)
        {
            Problems.Add($"{name} cannot aggregate {inner}");
        }

        var outer = _dataSet;
        _dataSet = dataSet;
        var value = Visit(arguments[0])!.ToFullString().Trim();
        _dataSet = outer;
        var rest = string.Concat(arguments.Skip(1).Select(a => ", " + a.ToFullString().Trim()));
        return SyntaxFactory.ParseExpression($"{name}({NextSite++}, Function() CObj({value}){rest})").WithTriviaFrom(node);
    }

    private SyntaxNode RewriteRunning(string name, InvocationExpressionSyntax node, List<ExpressionSyntax> arguments)
    {
        if (expression.Scope.Place != ExpressionPlace.Body || expression.Scope.Enclosing.Count == 0)
        {
            Problems.Add($"{name} can be used in a data region only");
            return node;
        }

        if (string.Equals(name, "Previous", StringComparison.OrdinalIgnoreCase))
        {
            return RewritePrevious(node, arguments);
        }

        if (arguments is not [var value, IdentifierNameSyntax { Identifier.ValueText: var function }, var scope])
        {
            Problems.Add("RunningValue takes an expression, the name of an aggregate, and a scope or Nothing");
            return node;
        }

        if (!Aggregates.Contains(function) || function.ToUpperInvariant() is "FIRST" or "LAST")
        {
            Problems.Add($"RunningValue cannot use {function}");
        }

        if (Text(arguments, 2) is { } scopeName)
        {
            ScopeDataSet(name, scopeName);
        }

        return SyntaxFactory
            .ParseExpression(
                $"RunningValue({NextSite++}, Function() CObj({Visit(value)!.ToFullString().Trim()}), \"{function}\", {scope.ToFullString().Trim()})"
            )
            .WithTriviaFrom(node);
    }

    private SyntaxNode RewritePrevious(InvocationExpressionSyntax node, List<ExpressionSyntax> arguments)
    {
        var scope = Text(arguments, 1);
        if (
            arguments.Count is not (1 or 2)
            || (arguments.Count == 2 && scope is null && !arguments[1].IsKind(SyntaxKind.NothingLiteralExpression))
        )
        {
            Problems.Add("Previous takes an expression and, where wanted, the name of a scope or Nothing");
            return node;
        }

        if (scope is not null && !expression.Scope.Enclosing.Contains(scope, StringComparer.Ordinal))
        {
            Problems.Add($"the scope '{scope}' of Previous is no enclosing data region or group (names are case-sensitive)");
        }

        var inner = arguments[0]
            .DescendantNodesAndSelf()
            .OfType<InvocationExpressionSyntax>()
            .Select(i => (i.Expression as IdentifierNameSyntax)?.Identifier.ValueText ?? "")
            .ToList();
        if (inner.Find(i => i.ToUpperInvariant() is "PREVIOUS" or "LEVEL" or "INSCOPE") is { } wrong)
        {
            Problems.Add($"Previous cannot hold {wrong}");
        }

        var isAggregate = inner.Exists(i =>
            Aggregates.Contains(i) || string.Equals(i, "CountRows", StringComparison.OrdinalIgnoreCase)
        );
        var value = Visit(arguments[0])!.ToFullString().Trim();
        return SyntaxFactory
            .ParseExpression(
                $"Previous(Function() CObj({value}), {isAggregate}, {(scope is null ? "Nothing" : $"\"{scope}\"")})"
            )
            .WithTriviaFrom(node);
    }

    private SyntaxNode RewriteLookup(string function, InvocationExpressionSyntax node, List<ExpressionSyntax> arguments)
    {
        var name = Text(arguments, 3);
        if (
            arguments.Count != 4
            || name is null
            || !report.DataSets.Any(d => string.Equals(d.Name, name, StringComparison.Ordinal))
        )
        {
            Problems.Add($"{function} takes a source, a destination, a result and the name of a dataset");
            return node;
        }

        var source = Visit(arguments[0])!.ToFullString();
        var outer = _dataSet;
        _dataSet = name;
        var destination = Visit(arguments[1])!.ToFullString();
        var result = Visit(arguments[2])!.ToFullString();
        _dataSet = outer;
        return SyntaxFactory
            .ParseExpression($"{function}({source}, Function() CObj({destination}), Function() CObj({result}), \"{name}\")")
            .WithTriviaFrom(node);
    }

    private static string? Text(List<ExpressionSyntax> arguments, int index) =>
        index < arguments.Count && arguments[index] is LiteralExpressionSyntax { Token.Value: string text } ? text : null;

    private string? ScopeDataSet(string function, string? scope)
    {
        if (scope is null)
        {
            if (_dataSet is null)
            {
                Problems.Add($"{function} stands outside a data region and names no scope; give it the name of a dataset");
            }

            return _dataSet;
        }

        if (expression.Scope.Enclosing.Contains(scope, StringComparer.Ordinal))
        {
            return expression.Scope.DataSet;
        }

        if (report.DataSets.Any(d => string.Equals(d.Name, scope, StringComparison.Ordinal)))
        {
            return scope;
        }

        Problems.Add(
            $"the scope '{scope}' of {function} is no dataset and no enclosing data region or group (names are case-sensitive)"
        );
        return _dataSet ?? ""; // one word about the scope is enough
    }

    /// <summary>A default can only use parameters that stand before its own.</summary>
    private bool ComesLater(string name)
    {
        if (expression.Scope.Place != ExpressionPlace.ParameterDefault)
        {
            return false;
        }

        var names = report.Parameters.Select(p => p.Name).ToList();
        var own = names.FindIndex(n => expression.Location.Contains($"[{n}]", StringComparison.Ordinal));
        return own >= 0 && names.IndexOf(name) >= own;
    }

    /// <summary>A text box can be read where its scope encloses the place; one in a region has no single
    /// value outside.</summary>
    private void CheckReportItem(string name)
    {
        if (expression.Scope.Place is not (ExpressionPlace.Body or ExpressionPlace.PageSection))
        {
            Problems.Add($"ReportItems!{name} cannot be used here: text boxes are not evaluated yet");
            return;
        }

        if (report.Textbox(name) is not { } box)
        {
            Problems.Add($"there is no text box '{name}' (names are case-sensitive)");
        }
        else if (box.Paragraphs is not [{ Runs: [var run] }])
        {
            Problems.Add($"the text box '{name}' has several runs of text; this portal reads those with one only");
        }
        else if (run.Value.Scope.Enclosing.Except(expression.Scope.Enclosing, StringComparer.Ordinal).Any())
        {
            Problems.Add($"the text box '{name}' is neither in the current scope nor in one that contains it");
        }
    }

    /// <summary>A group's variable can be read inside the group only.</summary>
    private void CheckVariable(string name)
    {
        var variable = report.Variables.FirstOrDefault(v => string.Equals(v.Name, name, StringComparison.Ordinal));
        if (variable is null)
        {
            Problems.Add($"there is no variable '{name}' (names are case-sensitive)");
        }
        else if (expression.Scope.Place is not (ExpressionPlace.Body or ExpressionPlace.PageSection))
        {
            Problems.Add($"Variables!{name} cannot be used here: variables are not computed yet");
        }
        else if (variable.Group is { } group && !expression.Scope.Enclosing.Contains(group, StringComparer.Ordinal))
        {
            Problems.Add($"the variable '{name}' belongs to the group '{group}' and can be read inside it only");
        }
    }

    private void CheckReference(string collection, string name)
    {
        switch (collection.ToUpperInvariant())
        {
            case "FIELDS" when !FieldsAllowed:
                Problems.Add($"Fields!{name} cannot be used here: a query or parameter has no current row");
                break;
            case "FIELDS" when _dataSet is null:
                Problems.Add(
                    $"Fields!{name} stands outside a data region; use an aggregate with the name of a dataset, such as First(Fields!{name}.Value, \"…\")"
                );
                break;
            case "FIELDS":
                var dataSet = report.DataSets.FirstOrDefault(d => string.Equals(d.Name, _dataSet, StringComparison.Ordinal));
                if (dataSet?.Fields.Any(f => string.Equals(f.Name, name, StringComparison.Ordinal)) == false)
                {
                    Problems.Add($"the dataset '{_dataSet}' has no field '{name}' (names are case-sensitive)");
                }

                break;
            case "PARAMETERS" when !report.Parameters.Any(p => string.Equals(p.Name, name, StringComparison.Ordinal)):
                Problems.Add($"there is no parameter '{name}' (names are case-sensitive)");
                break;
            case "PARAMETERS" when ComesLater(name):
                Problems.Add($"the parameter '{name}' comes later, so a default cannot refer to it");
                break;
            case "GLOBALS" when !GlobalCollection.Names.Contains(name, StringComparer.Ordinal):
                Problems.Add($"Globals!{name} does not exist");
                break;
            case "GLOBALS"
                when name.EndsWith("Pages", StringComparison.Ordinal) || name.EndsWith("PageNumber", StringComparison.Ordinal):
                if (expression.Scope.Place != ExpressionPlace.PageSection)
                {
                    Problems.Add($"Globals!{name} can be used in the page header and footer only");
                }

                break;
            case "REPORTITEMS":
                CheckReportItem(name);
                break;
            case "VARIABLES":
                CheckVariable(name);
                break;
            case "DATASETS" or "DATASOURCES":
                Problems.Add($"the collection {collection} is not supported by this portal");
                break;
            default:
                break;
        }
    }
}
