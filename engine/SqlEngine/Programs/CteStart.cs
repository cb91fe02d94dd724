// WITH before a common table expression: the statement before it must end with a semicolon (319), which the
// parser does not ask for.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>Finds common table expressions after a statement without a semicolon.</summary>
internal sealed class CteStart : TSqlFragmentVisitor
{
    private CteStart() { }

    /// <exception cref="SqlError">319.</exception>
    public static void Check(TSqlScript script) => script.Accept(new CteStart());

    public override void Visit(TSqlBatch node) => Check(node.Statements);

    public override void Visit(StatementList node) => Check(node.Statements);

    private static void Check(IList<TSqlStatement> statements)
    {
        for (var i = 1; i < statements.Count; i++)
        {
            if (
                statements[i] is StatementWithCtesAndXmlNamespaces { WithCtesAndXmlNamespaces: not null } statement
                && statements[i - 1] is not LabelStatement
                && !FollowsSemicolon(statement)
            )
            {
                throw new SqlError(
                    319,
                    15,
                    1,
                    "Incorrect syntax near the keyword 'with'. If this statement is a common table expression, an xmlnamespaces clause or a change tracking context clause, the previous statement must be terminated with a semicolon."
                )
                {
                    Line = statement.StartLine,
                };
            }
        }
    }

    private static bool FollowsSemicolon(TSqlFragment statement)
    {
        for (var i = statement.FirstTokenIndex - 1; i >= 0; i--)
        {
            var type = statement.ScriptTokenStream[i].TokenType;
            if (
                type
                is not (TSqlTokenType.WhiteSpace or TSqlTokenType.SingleLineComment or TSqlTokenType.MultilineComment)
            )
            {
                return type == TSqlTokenType.Semicolon;
            }
        }

        return true;
    }
}
