// What expressions need of the planner, which is a stage above: a plan for a query inside an expression, and a place in the
// frame for what the expression remembers.
using AxMonitor.Engine.Binding;

namespace AxMonitor.Engine.Execution;

/// <summary>Plans the queries inside expressions.</summary>
internal interface ISubqueryPlanner
{
    /// <summary>Plans a query that is opened whenever the expression is evaluated.</summary>
    /// <param name="query">The query.</param>
    /// <param name="forExists">Only whether there is a row matters.</param>
    Operator PlanSubquery(BoundQuery query, bool forExists = false);

    /// <summary>The number of a new entry in <see cref="Frame.Cache"/>.</summary>
    int NewCache();
}
