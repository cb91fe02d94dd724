// A partition scheme: where the partitions of a function lie. All of them lie on PRIMARY, the only filegroup
// there is.
namespace AxMonitor.Engine.Catalog;

/// <summary>A partition scheme; its id is one of sys.data_spaces. A function can be split while every scheme
/// on it has a filegroup marked NEXT USED.</summary>
public sealed record PartitionSchemeDef(int DataSpaceId, string Name, int FunctionId, bool HasNextUsed);
