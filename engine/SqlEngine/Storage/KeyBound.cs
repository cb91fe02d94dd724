// One end of a range in an index.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Storage;

/// <summary>One end of a range. The value may be NULL: a lower bound "after NULL" leaves out rows whose
/// column is NULL.</summary>
public readonly record struct KeyBound(SqlValue Value, bool IsInclusive);
