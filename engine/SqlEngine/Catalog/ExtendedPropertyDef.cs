// A named text attached to an object, such as MS_Description.

namespace AxMonitor.Engine.Catalog;

/// <summary>An extended property; classes as in sys.extended_properties (0 database, 1 object or column, 2
/// parameter, 3 schema, 6 type, 7 index).</summary>
public sealed record ExtendedPropertyDef(byte Class, int MajorId, int MinorId, string Name, string Value);

/// <summary>What an extended property is on: up to three levels, as sp_addextendedproperty takes
/// them.</summary>
public sealed record PropertyTarget(
    string? Level0Type = null,
    string? Level0Name = null,
    string? Level1Type = null,
    string? Level1Name = null,
    string? Level2Type = null,
    string? Level2Name = null
);
