// The binder: syntax trees of ScriptDom in, bound trees out. One partial class, a file per subject; this file
// holds its state. The life of one SELECT, drawn in three parts (this one, Planner.cs, Operator.cs):
//
//   SELECT o.Id FROM dbo.Orders AS o WHERE o.Customer = 7 ORDER BY o.At
//       |  Programs/BatchParser: ScriptDom's parser for 2016
//       v
//   QuerySpecification              names as they were written
//     FromClause      dbo.Orders AS o
//     WhereClause     o.Customer = 7
//     SelectElements  o.Id
//     OrderByClause   o.At
//       |  Binder: names -> (slot, ordinal), types and conversions, errors 207, 208, 8120 …
//       v
//   BoundSelect                     no names any more
//     From        BoundScan(dbo.Orders, slot 0)       each source fills one slot of the frame
//     Where       BoundBinary(BoundColumn(0, 1) = BoundConstant(7))
//     Projection  BoundColumn(0, 0)
//     Order       BoundColumn(0, 2)
//       |  Planner
//       v
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

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

        RequireCollation(operand, target);

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

        RequireCollation(operand, target);
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
}
