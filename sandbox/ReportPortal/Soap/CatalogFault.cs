// A request that the catalogue refuses, with the error code that a report server gives for it.

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed class CatalogFault(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    public static CatalogFault NotFound(string path) => new("rsItemNotFound", $"The item '{path}' cannot be found.");

    public static CatalogFault Exists(string path) => new("rsItemAlreadyExists", $"The item '{path}' already exists.");
}
