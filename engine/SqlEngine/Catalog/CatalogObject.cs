// Common head of everything that has a row in sys.objects: tables, views, procedures, functions, table types.
namespace AxMonitor.Engine.Catalog;

/// <summary>A named object of a schema. Immutable; a change makes a new record with the same
/// <see cref="ObjectId"/>.</summary>
public abstract record CatalogObject
{
    public required int ObjectId { get; init; }

    public required string SchemaName { get; init; }

    public required string Name { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime ModifiedAt { get; init; }

    /// <summary>sys.objects.type without the trailing blank: U, V, P, FN, IF, TF, TR, TT, SN.</summary>
    public abstract string TypeCode { get; }

    public bool IsSystem { get; init; }

    public string FullName => SchemaName + "." + Name;
}
