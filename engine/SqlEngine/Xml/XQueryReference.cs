// A sql:variable("@x") or sql:column("t.c") inside an XQuery.
namespace AxMonitor.Engine.Xml;

/// <summary>What an XQuery takes from outside: a variable (name with @) or a column (name as
/// written).</summary>
public sealed record XQueryReference(bool IsVariable, string Name);
