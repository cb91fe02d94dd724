// What a user-defined function must not do, found when it is created: side effects (443), results for the
// client (444), an end without RETURN (455).
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>Rules of function bodies.</summary>
internal static class FunctionRules
{
    /// <summary>The statement as error 443 names it, when a function may not contain it; else null.</summary>
    public static string? SideEffect(TSqlStatement statement) =>
        statement switch
        {
            PrintStatement => "PRINT",
            RaiseErrorStatement => "RAISERROR",
            ThrowStatement => "THROW",
            TryCatchStatement => "BEGIN TRY",
            WaitForStatement => "WAITFOR",
            BeginTransactionStatement => "BEGIN TRANSACTION",
            CommitTransactionStatement => "COMMIT TRANSACTION",
            RollbackTransactionStatement => "ROLLBACK TRANSACTION",
            SaveTransactionStatement => "SAVE TRANSACTION",
            SetOnOffStatement => "SET OPTION ON/OFF",
            SetCommandStatement or SetTransactionIsolationLevelStatement => "SET COMMAND",
            CreateTableStatement => "CREATE TABLE",
            TruncateTableStatement => "TRUNCATE TABLE",
            SelectStatement { Into: not null } => "SELECT INTO",
            InsertStatement insert when IsOutside(insert.InsertSpecification) => "INSERT",
            UpdateStatement update when IsOutside(update.UpdateSpecification) => "UPDATE",
            DeleteStatement delete when IsOutside(delete.DeleteSpecification) => "DELETE",
            MergeStatement => "MERGE",
            InsertStatement { InsertSpecification.InsertSource: ExecuteInsertSource } => "INSERT EXEC",
            ExecuteStatement { ExecuteSpecification.ExecutableEntity: ExecutableStringList } => "EXECUTE STRING",
            _ when Ddl.DdlStatements.Handles(statement) => StatementNames.Of(statement),
            _ => null,
        };

    /// <summary>Checks the body of a scalar or multi-statement function.</summary>
    /// <param name="isScalar">RETURN gives a value; otherwise it gives none.</param>
    /// <exception cref="SqlError">444, 455, 1075.</exception>
    public static void Check(IList<TSqlStatement> body, bool isScalar)
    {
        foreach (var statement in body)
        {
            if (isScalar)
            {
                statement.Accept(new EmptyReturnFinder());
            }

            statement.Accept(new ResultFinder());
            statement.Accept(new SideEffectFinder());
            NextValueRules.Refuse(statement);
        }

        var last = body.Count == 1 && body[0] is BeginEndBlockStatement block ? block.StatementList.Statements[^1] : body[^1];
        if (last is not ReturnStatement)
        {
            throw ProgramErrors.NoReturnAtEnd().At(last);
        }
    }

    // A function changes its own table variables only; whether a name without @ stands for one, by an alias,
    // the FROM clause tells.
    private static bool IsOutside(DataModificationSpecification change)
    {
        if (change.Target is VariableTableReference)
        {
            return false;
        }

        if (change is UpdateDeleteSpecificationBase { FromClause: { } from } && change.Target is NamedTableReference target)
        {
            var finder = new AliasOfVariable(target.SchemaObject.BaseIdentifier.Value);
            from.Accept(finder);
            return !finder.Found;
        }

        return true;
    }

    private sealed class AliasOfVariable(string alias) : TSqlFragmentVisitor
    {
        public bool Found { get; private set; }

        public override void Visit(VariableTableReference node) =>
            Found |= string.Equals(node.Alias?.Value, alias, StringComparison.OrdinalIgnoreCase);
    }

    private sealed class SideEffectFinder : TSqlFragmentVisitor
    {
        public override void Visit(FunctionCall node)
        {
            var name = node.FunctionName.Value.ToLowerInvariant();
            if (node.CallTarget is null && name is "rand" or "newid" or "newsequentialid")
            {
                throw new SqlError(443, 16, 1, $"Invalid use of a side-effecting operator '{name}' within a function.")
                {
                    Line = node.StartLine,
                };
            }
        }
    }

    private sealed class EmptyReturnFinder : TSqlFragmentVisitor
    {
        public override void Visit(ReturnStatement node)
        {
            if (node.Expression is null)
            {
                throw ProgramErrors.NoReturnValue().At(node);
            }
        }
    }

    private sealed class ResultFinder : TSqlFragmentVisitor
    {
        public override void Visit(SelectStatement node)
        {
            if (
                node.Into is null
                && node.QueryExpression is not QuerySpecification { SelectElements: [SelectSetVariable, ..] }
            )
            {
                throw ProgramErrors.SelectInFunction().At(node);
            }
        }

        // A cursor's query returns nothing to the client.
        public override void ExplicitVisit(CursorDefinition node) { }
    }
}
