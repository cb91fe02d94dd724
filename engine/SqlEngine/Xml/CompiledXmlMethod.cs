// A method call on an xml value, compiled: value(), query(), exist(), nodes(), modify().
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Xml;

/// <summary>A compiled xml method.</summary>
/// <param name="ResultType">Type of the result; for nodes() xml, the type of its one column.</param>
/// <param name="References">What the query refers to, in the order in which the values are passed when it is
/// called.</param>
/// <param name="Invoke">value(), query(), exist(), modify(): the xml value and the values of the
/// references.</param>
/// <param name="Nodes">nodes(): one xml value per node, each pointing to that node in its document.</param>
public sealed record CompiledXmlMethod(
    SqlType ResultType,
    IReadOnlyList<XQueryReference> References,
    Func<SqlValue, SqlValue[], SqlValue> Invoke,
    Func<SqlValue, SqlValue[], IEnumerable<SqlValue>> Nodes
);

/// <summary>What an XQuery takes from outside: a variable (name with @) or a column (name as
/// written).</summary>
public sealed record XQueryReference(bool IsVariable, string Name);
