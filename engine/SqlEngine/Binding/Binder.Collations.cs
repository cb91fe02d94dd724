// Which collation wins where texts meet: COLLATE beats a column, a column a literal or variable. Two columns
// that differ leave it open, and whoever needs a collation then fails (446, 451, 457, 468).
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    /// <summary>The type two or more expressions meet in; untyped NULLs have no say.</summary>
    /// <param name="operation">As messages name it: add, CASE, UNION ALL.</param>
    private static SqlType CommonType(IReadOnlyList<BoundExpr> expressions, string operation)
    {
        SqlType? common = null;
        foreach (var e in expressions)
        {
            if (e is not BoundConstant { IsUntypedNull: true })
            {
                common = common is null ? e.Type : TypeRules.CommonType(common, e.Type);
            }
        }

        common ??= SqlType.Int;
        return common.IsCharacter ? WithCollation(common, CommonCollation(expressions, operation)) : common;
    }

    private static SqlType WithCollation(SqlType type, Collation? collation) =>
        collation is null || ReferenceEquals(type.Collation, collation)
            ? type
            : type with { Collation = collation };

    /// <summary>The collation of the strongest expression; one that is unresolved when two columns
    /// differ.</summary>
    /// <exception cref="SqlError">468: two COLLATE clauses differ.</exception>
    private static Collation? CommonCollation(IReadOnlyList<BoundExpr> expressions, string operation)
    {
        Collation? winner = null;
        var strength = 0;
        foreach (var e in expressions)
        {
            if (e.Type is not { IsCharacter: true, Collation: { } own })
            {
                continue;
            }

            var s = CollationStrength(e);
            if (s > strength)
            {
                (winner, strength) = (own, s);
            }
            else if (s == strength && s >= ColumnStrength && Differ(own, winner!))
            {
                if (s == ExplicitStrength)
                {
                    throw Unresolved(winner!, own, operation, null);
                }

                winner = Collation.Unresolved(new CollationConflict(winner!.Name, own.Name, operation));
            }
            else if (s == strength && own.Conflict is not null)
            {
                winner = own;
            }
        }

        return winner;
    }

    private const int ExplicitStrength = 3;
    private const int ColumnStrength = 2;

    /// <summary>COLLATE beats a column, a column beats a literal or variable; functions pass on what their
    /// arguments have.</summary>
    private static int CollationStrength(BoundExpr e) =>
        HasCollate(e) ? ExplicitStrength
        : ReferenceEquals(e.Type.Collation, Collation.Default) ? 1
        : ColumnStrength;

    private static bool HasCollate(BoundExpr e) =>
        e is BoundCollate || e.Children.Any(static c => c.Type.IsCharacter && HasCollate(c));

    private static bool Differ(Collation a, Collation b) => a.Conflict is null && b.Conflict is null && !SameName(a, b);

    private static bool SameName(Collation a, Collation b) => string.Equals(a.Name, b.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Two columns of different collations cannot be compared unless somebody says under
    /// which.</summary>
    /// <exception cref="SqlError">446, 468.</exception>
    private static void RequireOneCollation(IReadOnlyList<BoundExpr> expressions, string operation, TSqlFragment? at)
    {
        Collation? first = null;
        Collation? other = null;
        Collation? named = null;
        foreach (var e in expressions.Where(static e => e.Type.IsCharacter))
        {
            var own = e.Type.Collation!;
            switch (CollationStrength(e))
            {
                case ExplicitStrength when named is not null && !SameName(named, own):
                    throw Unresolved(named, own, operation, at);
                case ExplicitStrength:
                    named = own;
                    break;
                case ColumnStrength when own.Conflict is not null:
                    other = own;
                    break;
                case ColumnStrength when first is null:
                    first = own;
                    break;
                case ColumnStrength when !SameName(own, first!):
                    other ??= own;
                    break;
                default:
                    break;
            }
        }

        if (named is not null || other is null)
        {
            return;
        }

        throw other.Conflict is null
            ? Unresolved(first!, other, operation, at)
            : Make(446, 9, $"Cannot resolve collation conflict for {operation} operation.", at);
    }

    /// <summary>A column of a result needs a collation.</summary>
    /// <exception cref="SqlError">451.</exception>
    private static void RequireCollations(BoundQuery query, TSqlFragment at)
    {
        for (var i = 0; i < query.Columns.Count; i++)
        {
            RequireCollation(query.Columns[i].Type, "SELECT", i + 1, at);
        }
    }

    private static void RequireCollation(SqlType type, string clause, int position, TSqlFragment at)
    {
        if (type.Collation?.Conflict is { } conflict)
        {
            throw BindErrors.Make(
                451,
                1,
                $"Cannot resolve collation conflict between \"{conflict.First}\" and \"{conflict.Second}\" in {conflict.Operation} operator occurring in {clause} statement column {position}.",
                at
            );
        }
    }

    /// <summary>A text goes into a variable or column only when its collation is known.</summary>
    /// <exception cref="SqlError">457.</exception>
    private static void RequireCollation(BoundExpr operand, SqlType target)
    {
        if (operand.Type.Collation?.Conflict is { } conflict && target.Collation?.Conflict is null)
        {
            throw new SqlError(
                457,
                16,
                1,
                $"Implicit conversion of {TypeRules.Name(operand.Type)} value to {TypeRules.Name(target)} cannot be performed because the collation of the value is unresolved due to a collation conflict between \"{conflict.First}\" and \"{conflict.Second}\" in {conflict.Operation} operator."
            );
        }
    }

    /// <summary>Gives all texts of a call that looks for one in another the collation that wins.</summary>
    private static IReadOnlyList<BoundExpr> InOneCollation(string function, IReadOnlyList<BoundExpr> arguments, TSqlFragment at)
    {
        var texts = arguments.Where(static a => a.Type.IsCharacter).ToList();
        if (!SearchesText(function))
        {
            foreach (var text in texts.Where(static t => t.Type.Collation?.Conflict is not null))
            {
                RequireOneCollation([text], function.ToLowerInvariant(), at);
            }

            return arguments;
        }

        RequireOneCollation(texts, function.ToLowerInvariant(), at);
        var collation = CommonCollation(texts, function.ToLowerInvariant());
        return
        [
            .. arguments.Select(a =>
                a.Type.IsCharacter && collation is not null && a.Type.Collation != collation
                    ? new BoundConvert(a, a.Type with { Collation = collation }, Conversions.Identity)
                    : a
            ),
        ];
    }

    private static bool SearchesText(string function) => function.ToUpperInvariant() is "CHARINDEX" or "PATINDEX" or "REPLACE";

    private static SqlError Unresolved(Collation first, Collation other, string operation, TSqlFragment? at) =>
        Make(
            468,
            9,
            $"Cannot resolve the collation conflict between \"{first.Name}\" and \"{other.Name}\" in the {operation} operation.",
            at
        );

    private static SqlError Make(int number, byte state, string message, TSqlFragment? at) =>
        at is null ? new SqlError(number, 16, state, message) : BindErrors.Make(number, state, message, at);
}
