// Puts a check of the stack at the start of every function of a report, because a stack that overflows ends
// the whole process.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.VisualBasic;
using Microsoft.CodeAnalysis.VisualBasic.Syntax;

namespace AxMonitor.Sandbox.ReportPortal.Expressions;

internal sealed class RecursionGuard : VisualBasicSyntaxRewriter
{
    // No line break of its own: error messages keep their places.
    private static readonly StatementSyntax Check = SyntaxFactory
        .ParseExecutableStatement($"Global.{typeof(ExpressionHost).FullName}.{nameof(ExpressionHost.Guard)}()")
        .WithTrailingTrivia(SyntaxFactory.ColonTrivia(":"));

    public override SyntaxNode? VisitMethodBlock(MethodBlockSyntax node) => node.WithStatements(node.Statements.Insert(0, Check));

    public override SyntaxNode? VisitConstructorBlock(ConstructorBlockSyntax node) => node; // runs once, before anything else

    public override SyntaxNode? VisitAccessorBlock(AccessorBlockSyntax node) =>
        node.WithStatements(node.Statements.Insert(0, Check));
}
