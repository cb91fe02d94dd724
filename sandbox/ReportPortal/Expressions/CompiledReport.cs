// A report whose expressions are compiled: makes one host per rendering. The assembly is collectible, so that
// a changed report frees it.

using System.Reflection;
using System.Runtime.Loader;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Expressions;

internal sealed class CompiledReport : IDisposable
{
    private readonly AssemblyLoadContext _loaded;
    private readonly Type _host;

    public CompiledReport(ReportDefinition definition, byte[] assembly, string hostType)
    {
        Definition = definition;
        _loaded = new AssemblyLoadContext($"report {definition.Name}", isCollectible: true);
        using var stream = new MemoryStream(assembly);
        _host = _loaded.LoadFromStream(stream).GetType(hostType, throwOnError: true)!;
    }

    public ReportDefinition Definition { get; }

    public ExpressionHost NewHost() =>
        (ExpressionHost)Activator.CreateInstance(_host, BindingFlags.Public | BindingFlags.Instance, null, null, null)!;

    public void Dispose() => _loaded.Unload();
}
