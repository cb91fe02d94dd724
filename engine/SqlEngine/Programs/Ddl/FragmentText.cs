// Text of expressions inside definitions, as catalog views show it.
using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>The original text of a syntax node.</summary>
internal static class FragmentText
{
    public static string Of(TSqlFragment fragment)
    {
        if (fragment.ScriptTokenStream is null || fragment.FirstTokenIndex < 0)
        {
            return "";
        }

        var text = new StringBuilder();
        for (var i = fragment.FirstTokenIndex; i <= fragment.LastTokenIndex; i++)
        {
            var token = fragment.ScriptTokenStream[i];
            text.Append(token.TokenType is TSqlTokenType.SingleLineComment or TSqlTokenType.MultilineComment ? " " : token.Text);
        }

        return text.ToString();
    }

    /// <summary>In one pair of parentheses, as check and computed column definitions are stored.</summary>
    public static string Parenthesised(TSqlFragment fragment)
    {
        while (fragment is ParenthesisExpression or BooleanParenthesisExpression)
        {
            fragment = fragment is ParenthesisExpression p ? p.Expression : ((BooleanParenthesisExpression)fragment).Expression;
        }

        return "(" + Stored(fragment) + ")";
    }

    // Names of built-in functions are stored in lower case, CURRENT_TIMESTAMP as the function it is.
    private static string Stored(TSqlFragment fragment)
    {
        var names = new FunctionNames();
        fragment.Accept(names);
        if (names.Tokens.Count == 0)
        {
            return Of(fragment);
        }

        var text = new StringBuilder();
        for (var i = fragment.FirstTokenIndex; i <= fragment.LastTokenIndex; i++)
        {
            var token = fragment.ScriptTokenStream[i];
            text.Append(
                names.Tokens.TryGetValue(i, out var name) ? name
                : token.TokenType is TSqlTokenType.SingleLineComment or TSqlTokenType.MultilineComment ? " "
                : token.Text
            );
        }

        return text.ToString();
    }

    private sealed class FunctionNames : TSqlFragmentVisitor
    {
        public Dictionary<int, string> Tokens { get; } = [];

        public override void Visit(FunctionCall node)
        {
            if (node.CallTarget is null)
            {
                Tokens[node.FunctionName.FirstTokenIndex] = node.FunctionName.Value.ToLowerInvariant();
            }
        }

        public override void Visit(ParameterlessCall node)
        {
            if (node.ParameterlessCallType == ParameterlessCallType.CurrentTimestamp)
            {
                Tokens[node.FirstTokenIndex] = "getdate()";
            }
        }
    }

    /// <summary>A default: numbers get the second pair of parentheses that SQL Server stores.</summary>
    public static string Default(ScalarExpression expression)
    {
        var text = Parenthesised(expression);
        while (expression is ParenthesisExpression p)
        {
            expression = p.Expression;
        }

        return expression is IntegerLiteral or NumericLiteral or RealLiteral or UnaryExpression ? "(" + text + ")" : text;
    }
}
