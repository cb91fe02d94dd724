// The binder: syntax trees of ScriptDom in, bound trees out. One partial class, a file per subject; this file
// holds its state.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

/// <summary>Binds the expressions and queries of one statement within one scope; a view inside it gets a
/// binder of its own.</summary>
internal sealed partial class Binder(IBindingScope scope, BindContext context)
{
    private readonly Dictionary<string, BoundExpr> _parameters = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, NamedTable> _tableParameters = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, string> _namespaces = new(StringComparer.Ordinal);
    private CteScope? _ctes;
    private Place _place = Place.Elsewhere;

    /// <summary>Which clause is being bound: decides whether aggregates and window functions may appear, and
    /// with which error they may not.</summary>
    private enum Place
    {
        Elsewhere,
        SelectList,
        Where,
        On,
        GroupBy,
        Having,
        OrderBy,
        AggregateArgument,
        Set,
    }

    public IBindingScope Scope { get; } = scope;

    public BindContext Context { get; } = context;

    private bool AggregatesAllowed => _place is Place.SelectList or Place.Having or Place.OrderBy;

    private T At<T>(Place place, Func<T> bind)
    {
        var saved = _place;
        _place = place;
        try
        {
            return bind();
        }
        finally
        {
            _place = saved;
        }
    }

    /// <summary>Converts implicitly (or explicitly) to a type; constants are converted now.</summary>
    public static BoundExpr Convert(
        BoundExpr operand,
        SqlType target,
        bool isExplicit = false,
        int? style = null,
        bool isTry = false
    )
    {
        if (
            operand is BoundConstant { Value.IsNull: true }
            && (operand is BoundConstant { IsUntypedNull: true } || operand.Type == target)
        )
        {
            return new BoundConstant(SqlValue.Null, target);
        }

        if (operand.Type == target && style is null)
        {
            return operand;
        }

        var function = isTry
            ? Conversions.Try(operand.Type, target, style)
            : Conversions.Get(operand.Type, target, isExplicit, style);
        return Fold(operand, target, function, isTry);
    }

    /// <summary>Converts as INSERT and UPDATE do: error 8152 instead of cutting.</summary>
    public static BoundExpr ConvertForAssignment(BoundExpr operand, SqlType target)
    {
        if (operand is BoundConstant { IsUntypedNull: true })
        {
            return new BoundConstant(SqlValue.Null, target);
        }

        return operand.Type == target ? operand : Fold(operand, target, Conversions.ForAssignment(operand.Type, target), false);
    }

    private static BoundExpr Fold(BoundExpr operand, SqlType target, Func<SqlValue, SqlValue> function, bool isTry)
    {
        if (operand is BoundConstant constant)
        {
            try
            {
                return new BoundConstant(function(constant.Value), target);
            }
            catch (SqlError)
            {
                // A conversion that fails is left to run time: the row that needs it may never come.
                return new BoundConvert(operand, target, function, isTry);
            }
        }

        return new BoundConvert(operand, target, function, isTry);
    }

    /// <summary>The type two or more expressions meet in; untyped NULLs have no say.</summary>
    private static SqlType CommonType(IEnumerable<BoundExpr> expressions)
    {
        SqlType? common = null;
        var strength = 0;
        Collation? collation = null;
        foreach (var e in expressions)
        {
            if (e.Type.Collation is { } c && CollationStrength(e) is var s && s > strength)
            {
                strength = s;
                collation = c;
            }

            if (e is BoundConstant { IsUntypedNull: true })
            {
                continue;
            }

            common = common is null ? e.Type : TypeRules.CommonType(common, e.Type);
        }

        common ??= SqlType.Int;
        return common.IsCharacter && collation is not null && !Equals(common.Collation, collation)
            ? common with
            {
                Collation = collation,
            }
            : common;
    }

    /// <summary>COLLATE beats a column, a column beats a literal or variable; functions pass on what their
    /// arguments have.</summary>
    private static int CollationStrength(BoundExpr e) =>
        HasCollate(e) ? 3
        : ReferenceEquals(e.Type.Collation, Collation.Default) ? 1
        : 2;

    private static bool HasCollate(BoundExpr e) =>
        e is BoundCollate || e.Children.Any(static c => c.Type.IsCharacter && HasCollate(c));

    /// <summary>Two columns of different collations cannot be compared unless somebody says under
    /// which.</summary>
    /// <exception cref="SqlError">468.</exception>
    private static void RequireOneCollation(IEnumerable<BoundExpr> expressions, string operation, TSqlFragment? at)
    {
        Collation? first = null;
        Collation? other = null;
        foreach (var e in expressions.Where(static e => e.Type.IsCharacter))
        {
            switch (CollationStrength(e))
            {
                case 3:
                    return;
                case 2 when first is null:
                    first = e.Type.Collation;
                    break;
                case 2 when e.Type.Collation != first:
                    other ??= e.Type.Collation;
                    break;
                default:
                    break;
            }
        }

        if (other is not null)
        {
            var message =
                $"Cannot resolve the collation conflict between \"{first!.Name}\" and \"{other.Name}\" in the {operation} operation.";
            throw at is null ? new SqlError(468, 16, 9, message) : BindErrors.Make(468, 9, message, at);
        }
    }
}
