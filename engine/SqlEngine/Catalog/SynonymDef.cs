// A synonym: another name for an object, looked up when it is used.
namespace AxMonitor.Engine.Catalog;

/// <summary>CREATE SYNONYM. The object it names need not exist.</summary>
public sealed record SynonymDef : CatalogObject
{
    public override string TypeCode => "SN";

    /// <summary>Parts of the name of the base object; null where none was written.</summary>
    public string? BaseServer { get; init; }

    public string? BaseDatabase { get; init; }

    public string? BaseSchema { get; init; }

    public required string BaseName { get; init; }

    /// <summary>sys.synonyms.base_object_name: the parts as written, in brackets.</summary>
    public string BaseObjectName =>
        string.Join(
            '.',
            new[] { BaseServer, BaseDatabase, BaseSchema, BaseName }
                .OfType<string>()
                .Select(static p => "[" + p.Replace("]", "]]", StringComparison.Ordinal) + "]")
        );
}
