// The FOR JSON clause of a SELECT.
namespace AxMonitor.Engine.Json;

/// <summary>FOR JSON PATH, ROOT('…'), INCLUDE_NULL_VALUES, WITHOUT_ARRAY_WRAPPER.</summary>
public sealed record ForJsonOptions(string? Root, bool IncludeNullValues, bool WithoutArrayWrapper);
