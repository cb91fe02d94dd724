// Which type an expression has when operands of two types meet: precedence, lengths, decimal precision and scale.
using AxMonitor.Sandbox.SqlEngine.Programs;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Sandbox.SqlEngine.Types;

/// <summary>Type precedence, declarations and names.</summary>
public static class TypeRules
{
    /// <summary>The type to which both sides convert in CASE, COALESCE, UNION, IN and comparisons.</summary>
    /// <exception cref="SqlError">206 operand type clash.</exception>
    public static SqlType CommonType(SqlType a, SqlType b) => throw SqlError.Unsupported("common type");

    /// <summary>The type of a declaration of a built-in type; null when the name is not a built-in type (alias types are the catalog's).</summary>
    /// <exception cref="SqlError">1001 length, 2750/2751 precision and scale, 131 size.</exception>
    public static SqlType? FromDeclaration(DataTypeReference declaration) => throw SqlError.Unsupported("type declarations");

    /// <summary>FromDeclaration with the default length of CAST and CONVERT (30) instead of 1.</summary>
    public static SqlType? FromCast(DataTypeReference declaration) => throw SqlError.Unsupported("type declarations");

    /// <summary>The type as SQL Server prints it, such as nvarchar(128).</summary>
    public static string Format(SqlType type) => throw SqlError.Unsupported("type names");

    /// <summary>The name alone, as messages and sys.types have it: nvarchar.</summary>
    public static string Name(SqlType type) => throw SqlError.Unsupported("type names");
}
