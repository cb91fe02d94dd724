// What a foreign key does when its referenced row goes or changes.
namespace AxMonitor.Engine.Catalog;

/// <summary>What a foreign key does to referencing rows.</summary>
public enum ReferentialAction : byte
{
    NoAction = 0,
    Cascade = 1,
    SetNull = 2,
    SetDefault = 3,
}
