// The kinds of objects whose definition is T-SQL text.
namespace AxMonitor.Engine.Catalog;

/// <summary>What kind of module.</summary>
public enum ModuleKind
{
    View,
    Procedure,
    ScalarFunction,
    InlineFunction,
    TableFunction,
    Trigger,
}
